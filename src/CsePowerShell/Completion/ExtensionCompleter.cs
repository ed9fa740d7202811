using CsePowerShell.VCloud;

namespace CsePowerShell.Completion;

/// <summary>Completes names of extension services; a system administrator's connection knows them.</summary>
public sealed class ExtensionCompleter : CloudCompleter
{
    private protected override IReadOnlyList<Suggestion> Find(CompletionRequest request) => request.Ask("extensions", async (connection, stop) =>
    {
        if (connection.Client is not { Extensions.IsOffered: true } client)
        {
            return [];
        }

        IReadOnlyList<QueryRecord> services = await client.Extensions.ListAsync(stop);
        return [.. services.Select(service => new Suggestion(service.Name, $"exchange {service["exchange"]}, routing key {service["routingKey"]}"))];
    });
}
