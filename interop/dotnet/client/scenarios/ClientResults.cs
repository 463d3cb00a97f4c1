using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Parley.Interop.Client.Scenarios;

/// <summary>The server asks one client and waits for its answer.</summary>
internal static class ClientResults
{
    public static Task Run(Session session) => Ask(session, isAcross: false);

    /// <summary>The client that is asked is on the peer server.</summary>
    public static Task RunAcross(Session session) => Ask(session, isAcross: true);

    /// <summary>The client that is asked leaves instead of answering.</summary>
    public static async Task RunGone(Session session)
    {
        var asking = await session.Connect();
        var asked = await session.ConnectPeer();
        var id = asked.ConnectionId;
        var isAsked = new TaskCompletionSource();
        asked.On<string, string>("answer", async question =>
        {
            isAsked.SetResult();
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return question;
        });
        var answer = Expect.FailureOf<HubException>(() => asking.InvokeAsync<string>("Ask", id, "still there?"));
        await isAsked.Task.WaitAsync(Session.Patience);
        await asked.DisposeAsync();
        var text = await answer.WaitAsync(Session.Patience);
        Expect.True(
            text == "An unexpected error occurred invoking 'Ask' on the server."
            || text.EndsWith("disconnected.", StringComparison.Ordinal),
            $"the error of one who left: {text}");
    }

    private static async Task Ask(Session session, bool isAcross)
    {
        var asking = await session.Connect();
        var asked = isAcross ? await session.ConnectPeer() : asking;
        var id = asked.ConnectionId;
        using (asked.On<string, string>("answer", question => question + "!"))
        {
            Expect.Equal("why?!", await asking.InvokeAsync<string>("Ask", id, "why?").WaitAsync(Session.Patience), "answer");
        }

        using (asked.On<string, string>("answer", string (_) => throw new InvalidOperationException("I do not know.")))
        {
            var text = await Expect.FailureOf<HubException>(() => asking.InvokeAsync<string>("Ask", id, "why?"));
            Expect.True(text.Contains("I do not know.", StringComparison.Ordinal), $"the client's error: {text}");
        }

        // This client's own words for no handler, and for one that returns nothing.
        await Errors.Fails(asking, "Ask", "An unexpected error occurred invoking 'Ask' on the server. HubException: Client failed to parse argument(s).", id, "why?");
        using (asked.On<string>("answer", _ => { }))
        {
            await Errors.Fails(asking, "Ask", "An unexpected error occurred invoking 'Ask' on the server. HubException: Client didn't provide a result.", id, "why?");
        }

        await Expect.FailureOf<HubException>(() => asking.InvokeAsync<string>("Ask", "nobody", "why?"));
        Expect.Equal("still here", await asking.InvokeAsync<string>("EchoText", "still here"), "after all that");
    }
}
