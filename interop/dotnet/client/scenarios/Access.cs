using Microsoft.AspNetCore.SignalR.Client;

namespace Parley.Interop.Client.Scenarios;

/// <summary>Who may connect.</summary>
internal static class Access
{
    public static async Task BearerToken(Session session)
    {
        var alice = await session.Connect("secure", user: "alice");
        Expect.Equal("alice", await alice.InvokeAsync<string>("WhoAmI"), "user");
        var stranger = session.Build("secure");
        var text = await Expect.FailureOf<HttpRequestException>(() => stranger.StartAsync());
        Expect.True(text.Contains("401", StringComparison.Ordinal), $"refused with 401: {text}");
    }
}
