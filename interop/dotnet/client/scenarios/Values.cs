using Microsoft.AspNetCore.SignalR.Client;

namespace Parley.Interop.Client.Scenarios;

public enum Kind
{
    Plain,
    Rich,
}

public sealed record Inner(string[] Tags, double Ratio);

public sealed record Nested(string Name, int Count, Inner Inner, string? Missing);

/// <summary>Values of every kind, there and back.</summary>
internal static class Values
{
    private static readonly string[] Texts =
        ["", "plain", "emoji \U0001F600 and \u2028 and \u2029", "quote \" slash / back \\ tab \t nul \0 record \u001e"];

    public static async Task Run(Session session)
    {
        var hub = await session.Connect();
        foreach (var text in Texts)
        {
            Expect.Equal(text, await hub.InvokeAsync<string?>("EchoText", text), "text");
        }

        Expect.Equal(null, await hub.InvokeAsync<string?>("EchoText", null), "null");
        foreach (var number in new[] { 0L, -1, 127, 128, -129, 65_536, 4_294_967_296, 9_007_199_254_740_991 })
        {
            Expect.Equal(number, await hub.InvokeAsync<long>("EchoInteger", number), "integer");
        }

        foreach (var number in new[] { 0.5, -1e-7, 1e21, 3, double.MaxValue })
        {
            Expect.Equal(number, await hub.InvokeAsync<double>("EchoNumber", number), "number");
        }

        Expect.Equal(true, await hub.InvokeAsync<bool>("EchoFlag", true), "flag");
        await RunCompound(hub);
    }

    private static async Task RunCompound(HubConnection hub)
    {
        var nested = new Nested("Żółć", 3, new Inner(["a", "\U0001F600"], 0.25), null);
        Expect.Equal(nested, await hub.InvokeAsync<Nested>("EchoNested", nested), "nested");
        var bytes = Enumerable.Range(0, 300).Select(value => (byte)value).ToArray();
        Expect.Equal(bytes, await hub.InvokeAsync<byte[]>("EchoBytes", bytes), "bytes");
        Expect.Equal([], await hub.InvokeAsync<byte[]>("EchoBytes", Array.Empty<byte>()), "no bytes");
        var date = new DateTime(2026, 11, 23, 10, 11, 12, 345, DateTimeKind.Utc);
        Expect.Equal(date, await hub.InvokeAsync<DateTime>("EchoDate", date), "date");
        Expect.Equal(Kind.Rich, await hub.InvokeAsync<Kind>("EchoKind", Kind.Rich), "enum");
        Expect.Equal([1, 2, 3], await hub.InvokeAsync<List<int>>("EchoList", new List<int> { 1, 2, 3 }), "list");
        Expect.Equal(null, await hub.InvokeAsync<object?>("Nothing"), "no result");
        await hub.InvokeAsync("Nothing");
    }
}
