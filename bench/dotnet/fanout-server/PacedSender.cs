using Microsoft.AspNetCore.SignalR;

namespace FanoutServer;

public sealed record ProduceRequest(long StartUs, double RecordsPerSecond, double Seconds);

/// <summary>
/// The open loop: records are due at fixed times whatever happens, those that are overdue are sent at once, and every
/// record carries the time it was due. A timer of one millisecond looks.
/// </summary>
public sealed class PacedSender(IClientProxy target)
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(1);
    private int _sequence;

    public void SendOne()
    {
        var now = Records.NowMicroseconds();
        Send(now, now);
    }

    public async Task<object> Produce(ProduceRequest request)
    {
        var (startUs, recordsPerSecond, seconds) = request;
        var sentBefore = _sequence;
        var endUs = startUs + (long)(seconds * 1e6);
        var total = (int)Math.Round(recordsPerSecond * seconds);
        var sent = 0;
        using var timer = new PeriodicTimer(s_tick);
        while (await timer.WaitForNextTickAsync())
        {
            var now = Records.NowMicroseconds();
            while (sent < total && now < endUs && DueUs(sent) <= now)
            {
                Send(DueUs(sent), now);
                sent += 1;
                now = Records.NowMicroseconds();
            }
            if (now >= endUs)
            {
                break;
            }
        }
        return new { sent, sentBefore, eventLoopShare = (double?)null };

        long DueUs(int index) => startUs + (long)(index * 1e6 / recordsPerSecond);
    }

    /// <summary>Not waited for, as in the other servers: what is due is due.</summary>
    private void Send(long dueUs, long sentUs)
    {
        var stamp = Records.Stamp(_sequence, dueUs, sentUs);
        _sequence += 1;
        _ = target.SendAsync(Records.Event, Records.Room, Records.MessageId, stamp, Records.Text);
    }
}
