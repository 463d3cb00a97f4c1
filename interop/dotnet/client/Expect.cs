using System.Text.Json;

namespace Parley.Interop.Client;

/// <summary>Something was not as a SignalR server has it.</summary>
internal sealed class UnexpectedException(string message) : Exception(message);

/// <summary>The scenario has no meaning for this protocol or transport.</summary>
internal sealed class NotApplicableException(string message) : Exception(message);

/// <summary>What every scenario says its expectations with.</summary>
internal static class Expect
{
    public static void Equal<T>(T expected, T actual, string what)
    {
        var (wanted, got) = (JsonSerializer.Serialize(expected), JsonSerializer.Serialize(actual));
        if (wanted != got)
        {
            throw new UnexpectedException($"{what}: expected {wanted}, got {got}");
        }
    }

    public static void True(bool condition, string what)
    {
        if (!condition)
        {
            throw new UnexpectedException(what);
        }
    }

    /// <summary>The text of the error that the server sent.</summary>
    public static async Task<string> FailureOf<TException>(Func<Task> action)
        where TException : Exception
    {
        try
        {
            await action();
        }
        catch (TException error)
        {
            return error.Message;
        }

        throw new UnexpectedException($"expected {typeof(TException).Name}");
    }
}
