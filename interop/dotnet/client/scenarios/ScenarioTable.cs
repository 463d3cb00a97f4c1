namespace Parley.Interop.Client.Scenarios;

/// <summary>Every scenario by the name it is asked for with.</summary>
internal static class ScenarioTable
{
    public static readonly IReadOnlyDictionary<string, Func<Session, Task>> All =
        new Dictionary<string, Func<Session, Task>>
        {
            ["values"] = Values.Run,
            ["errors"] = Errors.Run,
            ["detailed-errors"] = Errors.RunDetailed,
            ["unauthorized"] = Errors.RunUnauthorized,
            ["server-stream"] = Streams.FromServer,
            ["client-stream"] = Streams.FromClient,
            ["both-streams"] = Streams.BothWays,
            ["cancel-stream"] = Streams.Cancel,
            ["cancel-invocation"] = Streams.CancelInvocation,
            ["send"] = Targets.Send,
            ["targets"] = Targets.Connections,
            ["groups"] = Targets.Groups,
            ["group-commands"] = Targets.GroupCommands,
            ["users"] = Targets.Users,
            ["client-results"] = ClientResults.Run,
            ["client-results-cross"] = ClientResults.RunAcross,
            ["client-results-gone"] = ClientResults.RunGone,
            ["server-close"] = Endings.ServerCloses,
            ["server-close-reconnect"] = Endings.ServerClosesForReconnect,
            ["automatic-reconnect"] = Endings.AutomaticReconnect,
            ["stateful-reconnect"] = StatefulReconnect.Run,
            ["keep-alive"] = Endings.KeepAlive,
            ["server-timeout"] = Endings.ServerTimeout,
            ["client-timeout"] = Endings.ClientTimeout,
            ["bearer-token"] = Access.BearerToken,
            ["large-messages"] = Limits.LargeMessages,
            ["parallel-invocations"] = Limits.ParallelInvocations,
            ["binary-refused"] = Limits.BinaryRefused,
        };
}
