using RabbitMQ.Client;

namespace CsePowerShell.Extension.Transport.RabbitMq;

/// <summary>Something the service has on the broker.</summary>
/// <param name="Kind">exchange, queue or binding.</param>
/// <param name="Name">Its name; of a binding that of the queue.</param>
/// <param name="Properties">What it is, for people.</param>
/// <param name="DeclareAsync">Makes it; changes nothing where it is there as it should be, and costs the channel where it is there otherwise.</param>
internal sealed record BrokerObject(string Kind, string Name, string Properties, Func<IChannel, CancellationToken, Task> DeclareAsync)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Name} ({Properties})";
}
