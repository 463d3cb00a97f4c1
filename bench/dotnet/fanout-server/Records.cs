using System.Diagnostics;

namespace FanoutServer;

/// <summary>The record of the benchmark and its stamp, as bench/src/fanout/record.ts has them.</summary>
public static class Records
{
    public const string Room = "room-1";
    public const string Event = "token";
    public const string MessageId = "m0000042";

    /// <summary>Padded so that the record has 120 bytes.</summary>
    public const string Text = " streaming to.";

    /// <summary>CLOCK_MONOTONIC on Linux, as process.hrtime.</summary>
    public static long NowMicroseconds() => Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000);

    public static string Stamp(int sequence, long dueUs, long sentUs) => $"{sequence:D8}:{dueUs:D14}:{sentUs:D14}";
}
