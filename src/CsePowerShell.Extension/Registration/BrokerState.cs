namespace CsePowerShell.Extension.Registration;

/// <summary>What the broker was found to be and to have.</summary>
internal sealed class BrokerState
{
    public string Product { get; init; } = "";

    public Version? Version { get; init; }

    /// <summary>What stands between this user and the service's queues; null when nothing does.</summary>
    public string? MissingPermission { get; init; }

    /// <summary>Objects that are there, by kind and name, with what is wrong about them; null when nothing is.</summary>
    public Dictionary<string, string?> Present { get; } = new(StringComparer.Ordinal);

    /// <summary>Queues that are there, by name: those of the service, and the left-over one.</summary>
    public Dictionary<string, QueueState> Queues { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a message with the routing key reaches a queue; null when that could not be tried without disturbing a host.</summary>
    public bool? IsRouted { get; set; }

    public QueueState? Queue(string name) => Queues.TryGetValue(name, out QueueState? state) ? state : null;

    public static string Key(string kind, string name) => kind + " " + name;
}

/// <summary>A queue as it was looked at.</summary>
/// <param name="Name">Name.</param>
/// <param name="Messages">Messages that wait.</param>
/// <param name="Consumers">Who takes from it.</param>
internal sealed record QueueState(string Name, long Messages, long Consumers);
