using System.Text.Json.Nodes;
using Switchroom.Server.Events;

namespace Switchroom.Server.Tests.Events;

public sealed class CompactJsonTests
{
    // Left: what is parsed. Right: what JSON.stringify(JSON.parse(left)) gives in V8.
    [Theory]
    [InlineData("""{ "a" : 1.0, "b": [ 1, 2.50 ] }""", """{"a":1,"b":[1,2.5]}""")]
    [InlineData("1790000000.123", "1790000000.123")]
    [InlineData("1e21", "1e+21")]
    [InlineData("123456789012345680000", "123456789012345680000")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("0.00000123", "0.00000123")]
    [InlineData("1.5e-7", "1.5e-7")]
    [InlineData("-2.5e-10", "-2.5e-10")]
    [InlineData("1234567890123456.5", "1234567890123456.5")]
    [InlineData("\"a\\u0000\\u001f\\b\\f\\n\\r\\t\\\"\\\\/\"", "\"a\\u0000\\u001f\\b\\f\\n\\r\\t\\\"\\\\/\"")]
    [InlineData("\"\\u00e9\\ud83d\\ude00<>&'+\\u2028\"", "\"\u00e9\ud83d\ude00<>&'+\u2028\"")]
    [InlineData("""{"b":1,"10":2,"9":3,"01":4}""", """{"9":3,"10":2,"b":1,"01":4}""")]
    [InlineData("""[true,false,null,{},[]]""", """[true,false,null,{},[]]""")]
    public void WritesWhatJavaScriptWouldWrite(string parsed, string expected) =>
        Assert.Equal(expected, CompactJson.Write(JsonNode.Parse(parsed)));
}
