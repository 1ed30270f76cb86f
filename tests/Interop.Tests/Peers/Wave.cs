using System.Buffers.Binary;
using Switchroom.Media.Codecs;

namespace Switchroom.Interop.Tests.Peers;

/// <summary>16-bit mono sound: made, written, read and looked at.</summary>
internal sealed record Wave(int Rate, short[] Samples)
{
    /// <summary>A tone at half of full scale.</summary>
    public static Wave Tone(int rate, double hertz, double seconds)
    {
        var samples = new short[(int)(rate * seconds)];
        for (var n = 0; n < samples.Length; n++)
        {
            samples[n] = (short)(16_000 * Math.Sin(2 * Math.PI * hertz * n / rate));
        }

        return new Wave(rate, samples);
    }

    /// <summary>Reads a file; of several channels the first.</summary>
    public static Wave Read(string path) => TryRead(path) ?? throw new InvalidDataException($"{path} is no whole file of sound");

    /// <summary>Reads a file that may still be written; null while its head is not there.</summary>
    public static Wave? TryRead(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        if (file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < 44)
        {
            return null;
        }

        var channels = BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(22));
        var rate = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(24));
        var data = bytes.AsSpan().IndexOf("data"u8);
        var samples = new short[(bytes.Length - data - 8) / (2 * channels)];
        for (var n = 0; n < samples.Length; n++)
        {
            samples[n] = BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(data + 8 + n * 2 * channels));
        }

        return new Wave(rate, samples);
    }

    public string Save(string path)
    {
        var bytes = new byte[44 + Samples.Length * 2];
        "RIFF"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        "WAVEfmt "u8.CopyTo(bytes.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), Rate);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), Rate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(34), 16);
        "data"u8.CopyTo(bytes.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), Samples.Length * 2);
        for (var n = 0; n < Samples.Length; n++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(44 + n * 2), Samples[n]);
        }

        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Saves it as G.711 mu-law without any header.</summary>
    public string SaveMuLaw(string path)
    {
        using var encoder = AudioCodec.Pcmu.CreateEncoder(8_000);
        using var file = File.Create(path);
        var payload = new byte[AudioEncoder.MaxPayloadBytes];
        foreach (var frame in Samples.Chunk(Rate / 50))
        {
            file.Write(payload.AsSpan(0, encoder.Encode(frame, payload)));
        }

        return path;
    }

    /// <summary>For how long a frequency has at least a level, in dB to full scale; steps of a quarter of a second.</summary>
    public double SecondsOf(double hertz, double decibels) =>
        Enumerable.Range(0, Samples.Length * 4 / Rate).Count(step => Decibels(ToneMeter.AmplitudeAt(Samples.AsSpan(step * Rate / 4, Rate / 4), Rate, hertz)) >= decibels) / 4.0;

    /// <summary>Level of a frequency within the loudest second, in dB to full scale.</summary>
    public double DecibelsOf(double hertz)
    {
        var best = 0.0;
        for (var start = 0; start + Rate / 2 <= Samples.Length; start += Rate / 4)
        {
            best = Math.Max(best, ToneMeter.AmplitudeAt(Samples.AsSpan(start, Rate / 2), Rate, hertz));
        }

        return Decibels(best);
    }

    private static double Decibels(double amplitude) => 20 * Math.Log10((amplitude / short.MaxValue) + 1e-9);
}
