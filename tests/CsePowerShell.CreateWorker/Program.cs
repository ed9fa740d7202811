// Works on one cluster in a process of its own, so that a test can kill it. Says on standard output where it is:
//   phase NAME     a phase begins
//   done ID        it ended well
//   failed CODE    it ended with an error
// Arguments: server thumbprint key-path ssh-port cluster-name workers create|resize|remove
using CsePowerShell.Clusters;
using CsePowerShell.VCloud;

(string server, string thumbprint, string key, int port, string name, int workers, string action) =
    (args[0], args[1], args[2], int.Parse(args[3]), args[4], int.Parse(args[5]), args[6]);

using VCloudClient client = await VCloudClient.ConnectAsync(new VCloudConnectionOptions
{
    Server = server, Org = "acme", UserName = "alice", Password = "Passw0rd!", CertificateThumbprint = thumbprint,
});
var operations = new DirectOperations(client, new EngineOptions { SshKeyPath = key, NodeSshPort = port });
try
{
    ClusterOperation operation = action switch
    {
        "create" => await operations.StartCreateAsync(ClusterSpec.Simple(name, "acme-vdc", "acme-net", "ubuntu-24.04_k8s-1.31", workers), new CreateOptions(), CancellationToken.None),
        "resize" => await operations.StartResizeAsync(ClusterReference.Parse(name), new ResizeRequest { WorkerCount = workers }, CancellationToken.None),
        _ => await operations.StartRemoveAsync(ClusterReference.Parse(name), new RemoveOptions(), CancellationToken.None),
    };
    string last = "";
    operation.Progress += (_, progress) =>
    {
        if (progress.Phase == Interlocked.Exchange(ref last, progress.Phase))
            return;
        Console.WriteLine("phase " + progress.Phase);
    };
    await operation.Completion;
    Console.WriteLine("done " + operation.ClusterId);
    return 0;
}
catch (ClusterException error)
{
    Console.WriteLine($"failed {error.Code} {error.Message}");
    return 1;
}
finally
{
    await client.LogoutAsync();
}
