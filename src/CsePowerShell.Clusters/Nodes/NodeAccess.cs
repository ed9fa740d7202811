using CsePowerShell.Guest;

namespace CsePowerShell.Clusters;

/// <summary>Commands on nodes, over SSH from this process.</summary>
internal sealed class NodeAccess(OperationRunner runner, ClusterDirectory directory)
{
    public async Task RunAsync(
        ClusterReference reference, IReadOnlyCollection<string>? names, NodeCommand command, Func<NodeCommandOutcome, Task> onOutcome, CancellationToken ct)
    {
        ClusterRecord record = await directory.ReadAsync(reference, ct).ConfigureAwait(false);
        using ClusterWork work = ClusterReading.Open(runner, directory, record, ct, out OperationScope scope, CredentialOf(command));
        using (scope)
        {
            work.Shells.UserName = command.UserName ?? work.Shells.UserName;
            ActualNode[] chosen = [.. Choose(work, record, names)];
            using SemaphoreSlim slots = new(Math.Max(1, command.MaxParallel ?? runner.Options.MaxParallelNodes));
            using SemaphoreSlim telling = new(1);
            await Task.WhenAll(chosen.Select(node => RunOneAsync(work, node, command, slots, telling, onOutcome, ct))).ConfigureAwait(false);
        }
    }

    private static IEnumerable<ActualNode> Choose(ClusterWork work, ClusterRecord record, IReadOnlyCollection<string>? names)
    {
        if (names is null)
            return work.Nodes;
        foreach (string name in names)
        {
            if (!work.Nodes.Any(node => node.Name == name))
                throw new ClusterException(ErrorCodes.NodeNotFound, $"\"{name}\" is no node of \"{record.Name}\".", "Get-CseNode lists them.");
        }

        return work.Nodes.Where(node => names.Contains(node.Name));
    }

    private static GuestCredential? CredentialOf(NodeCommand command)
    {
        try
        {
            return command.Password is { } password ? GuestCredential.FromPassword(password)
                : command.KeyPath is not { } path ? null
                : File.Exists(path) ? GuestCredential.FromKey(ManagementKey.LoadOrCreate(path))
                : throw new ClusterException(ErrorCodes.NotFound, $"There is no key file \"{path}\".", "Give the file of the private key.");
        }
        catch (Exception error) when (error is ManagementKeyException or ArgumentException)
        {
            throw new ClusterException(ErrorCodes.ValidationFailed, error.Message, inner: error);
        }
    }

    private static async Task RunOneAsync(
        ClusterWork work, ActualNode node, NodeCommand command, SemaphoreSlim slots, SemaphoreSlim telling, Func<NodeCommandOutcome, Task> onOutcome, CancellationToken ct)
    {
        await slots.WaitAsync(ct).ConfigureAwait(false);
        long begun = work.Scope.Clock.GetTimestamp();
        NodeCommandResult? result = null;
        ClusterException? failure = null;
        try
        {
            result = await work.Scope.StepAsync("Running the command", node.Name, command.Timeout + work.Scope.Limits.Connect, async token =>
            {
                if (!node.IsPoweredOn)
                    throw new ClusterException(ErrorCodes.GuestUnreachable, $"The node \"{node.Name}\" is not running ({node.Status}).", "Start its VM in vCD.");
                IGuestShell shell = await work.Shells.OpenAsync(node, TimeSpan.Zero, token).ConfigureAwait(false);
                return await new NodeScriptRunner(shell).RunCommandAsync(command.Text, command.Arguments, command.MaxBytes, command.Timeout, token).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }
        catch (ClusterException error)
        {
            failure = error;
        }
        finally
        {
            slots.Release();
        }

        await telling.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            await onOutcome(new NodeCommandOutcome(node.Name, result, failure, work.Scope.Clock.GetElapsedTime(begun))).ConfigureAwait(false);
        }
        finally
        {
            telling.Release();
        }
    }
}
