using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Switchroom.Rooms.Phone;

namespace Switchroom.Server.Commands;

/// <summary>Reads what a phone is to say from its option on the command line.</summary>
internal static class SoundFiles
{
    /// <exception cref="InvalidDataException">The text names no sound, or the file is none that can be played.</exception>
    public static async Task<SoftPhoneSound> ReadAsync(string text)
    {
        var (kind, argument) = text.Split(':', 2) is [var first, var second] ? (first, second) : (text, "");
        return kind switch
        {
            "echo" => new SoftPhoneSound.Echo(),
            "quiet" => new SoftPhoneSound.Quiet(),
            "tone" when double.TryParse(argument, CultureInfo.InvariantCulture, out var hertz) && hertz is >= 50 and <= 3400 => new SoftPhoneSound.Tone(hertz),
            "file" => Parse(await File.ReadAllBytesAsync(argument), argument),
            _ => throw new InvalidDataException($"\"{text}\" is no sound: echo, quiet, tone:440, or file:speech.wav"),
        };
    }

    private static SoftPhoneSound.Recording Parse(byte[] file, string path)
    {
        if (file.Length < 44 || !file.AsSpan(0, 4).SequenceEqual("RIFF"u8) || !file.AsSpan(8, 4).SequenceEqual("WAVE"u8))
        {
            throw new InvalidDataException($"{path} is not a WAV file");
        }

        var rate = 0;
        for (var at = 12; at + 8 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 4));
            var chunk = file.AsMemory(at + 8, Math.Clamp(length, 0, file.Length - at - 8));
            if (file.AsSpan(at, 4).SequenceEqual("fmt "u8) && chunk.Length >= 16)
            {
                rate = RateOf(chunk.Span, path);
            }
            else if (file.AsSpan(at, 4).SequenceEqual("data"u8) && rate > 0 && chunk.Length >= rate / 25)
            {
                return new SoftPhoneSound.Recording(rate, MemoryMarshal.Cast<byte, short>(chunk.Span[..(chunk.Length & ~1)]).ToArray());
            }

            at += 8 + chunk.Length + (chunk.Length & 1);
        }

        throw new InvalidDataException($"{path} holds no sound of at least 20 ms");
    }

    private static int RateOf(ReadOnlySpan<byte> format, string path)
    {
        var (encoding, channels, bits) = (
            BinaryPrimitives.ReadInt16LittleEndian(format), BinaryPrimitives.ReadInt16LittleEndian(format[2..]), BinaryPrimitives.ReadInt16LittleEndian(format[14..]));
        var rate = BinaryPrimitives.ReadInt32LittleEndian(format[4..]);
        return encoding == 1 && channels == 1 && bits == 16 && rate is (8000 or 16_000 or 48_000)
            ? rate
            : throw new InvalidDataException($"{path} must be 16-bit PCM, mono, at 8, 16 or 48 kHz");
    }
}
