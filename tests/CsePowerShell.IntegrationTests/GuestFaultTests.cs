using CsePowerShell.Clusters;
using CsePowerShell.VCloud;

namespace CsePowerShell.IntegrationTests;

/// <summary>What goes wrong on the way into nodes and inside them, with real SSH servers.</summary>
public sealed class GuestFaultTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_without_SSH_server_is_named_with_source_address_and_port()
    {
        fixture.NeedsGuests();
        fixture.Cloud.Faults.Add("ssh-refused vm=node-*");
        ClusterException error = await FailAsync("no-ssh", options => options.Limits.Connect = TimeSpan.FromSeconds(2));
        Assert.Equal(ErrorCodes.GuestUnreachable, error.Code);
        Assert.StartsWith("node-", error.Node);
        Assert.Contains($":{fixture.Cloud.GuestSshPort} from 127.", error.Message);
        fixture.AssertGone("no-ssh");
    }

    [Fact]
    public async Task A_script_that_fails_tells_its_last_lines_and_is_rolled_back()
    {
        fixture.NeedsGuests();
        fixture.Cloud.Faults.Add("script-fails command=\"kubeadm init\" message=\"the disk is full\"");
        ClusterException error = await FailAsync("bad-script");
        Assert.Equal((ErrorCodes.GuestScriptFailed, "init-control-plane"), (error.Code, error.Step));
        Assert.StartsWith("mstr-", error.Node);
        Assert.Contains(error.LastLines, line => line.Contains("the disk is full"));
        Assert.NotNull(error.Elapsed);
        fixture.AssertGone("bad-script");
    }

    [Fact]
    public async Task A_script_that_hangs_is_ended_by_its_deadline_and_rolled_back()
    {
        fixture.NeedsGuests();
        fixture.Cloud.Faults.Add("script-hangs command=\"kubeadm join\"");
        ClusterException error = await FailAsync("hangs", options => options.Limits.Join = TimeSpan.FromSeconds(5));
        Assert.Equal((ErrorCodes.DeadlineExceeded, "join-worker"), (error.Code, error.Step));
        Assert.StartsWith("node-", error.Node);
        Assert.InRange(error.Elapsed!.Value.TotalSeconds, 4, 15);
        fixture.AssertGone("hangs");
    }

    /// <summary>Megabytes of output and a connection that is cut in the middle of a command: both are lived through.</summary>
    [Fact]
    public async Task Megabytes_of_output_and_a_cut_connection_do_not_stop_a_create()
    {
        fixture.NeedsGuests();
        fixture.Cloud.Faults.Add("script-prints command=\"kubeadm init\" bytes=5000000; ssh-cut command=\"kubeadm join\" count=1");
        DirectOperations operations = await fixture.OperationsAsync();
        ClusterOperation operation = await operations.StartCreateAsync(CloudFixture.Spec("noisy", workers: 1), new CreateOptions(), Ct);
        Cluster cluster = (await operation.Completion).Cluster!;
        Assert.Equal(ClusterState.Ready, cluster.State);
        Assert.InRange(operation.Log.Count, 1, 500);
        Assert.Contains(operation.Log, line => line.IsWarning && line.Text.Contains("was cut"));
    }

    [Fact]
    public async Task A_wrong_management_key_and_a_changed_host_key_are_errors_with_names()
    {
        fixture.NeedsGuests();
        VCloudClient client = await fixture.ConnectAsync();
        var operations = new DirectOperations(client, fixture.Options());
        Cluster cluster = (await (await operations.StartCreateAsync(CloudFixture.Spec("keys", workers: 2), new CreateOptions(), Ct)).Completion).Cluster!;
        ClusterReference reference = ClusterReference.To(cluster);
        string right = Guest.ManagementKey.LoadOrCreate(fixture.KeyPath).Fingerprint;

        // Somebody else's key: known by its fingerprint before any node is asked.
        string otherPath = Path.Combine(fixture.Folder, "other-key");
        var stranger = new DirectOperations(client, fixture.Options(options => options.SshKeyPath = otherPath));
        foreach (Func<Task> use in new Func<Task>[]
        {
            () => stranger.GetKubeconfigAsync(reference, Ct),
            () => stranger.StartResizeAsync(reference, new ResizeRequest { WorkerCount = 1 }, Ct),
        })
        {
            ClusterException wrong = await Assert.ThrowsAsync<ClusterException>(use);
            Assert.Equal(ErrorCodes.Forbidden, wrong.Code);
            Assert.Contains(right, wrong.Message);
            Assert.Contains(Guest.ManagementKey.LoadOrCreate(otherPath).Fingerprint, wrong.Message);
        }

        // A machine that answers at the node's address with another host key.
        StoredStatus status = StoredStatus.FromJson(MetadataDocument.Read(MetadataKeys.Status, fixture.VApp("keys")!.Metadata))!;
        foreach (string vm in status.HostKeys.Keys.ToList())
            status.HostKeys[vm] = "SHA256:" + new string('A', 43);
        VCloudTask task = await client.Metadata.MergeAsync(new EntityReference("keys", cluster.VAppHref), ClusterMarks.Entries(MetadataKeys.Status, status.ToJson()), Ct);
        await client.Tasks.WaitAsync(task, null, Ct);

        ClusterException changed = await Assert.ThrowsAsync<ClusterException>(async () => await (await operations.StartResizeAsync(reference, new ResizeRequest { WorkerCount = 1 }, Ct)).Completion);
        Assert.Equal(ErrorCodes.GuestHostKeyChanged, changed.Code);
        Assert.Contains("SHA256:" + new string('A', 43), changed.Message);
        Assert.Equal(3, fixture.VApp("keys")!.VmNames.Count);
        fixture.AssertNoLease("keys");
    }

    /// <summary>Secrets are looked for in everything that is told or stored.</summary>
    [Fact]
    public async Task No_secret_is_told_or_stored()
    {
        fixture.NeedsGuests();
        DirectOperations operations = await fixture.OperationsAsync();
        ClusterOperation operation = await operations.StartCreateAsync(CloudFixture.Spec("secrets", workers: 1), new CreateOptions(), Ct);
        Cluster cluster = (await operation.Completion).Cluster!;
        string kubeconfig = await operations.GetKubeconfigAsync(ClusterReference.To(cluster), Ct);
        string told = string.Join("\n", operation.Log.Select(line => line.Text)) + string.Join("\n", fixture.VApp("secrets")!.Metadata.Values);
        Assert.Contains("client-key-data", kubeconfig);
        Assert.DoesNotMatch("[^a-z0-9][a-z0-9]{6}\\.[a-z0-9]{16}[^a-z0-9]", told);
        Assert.DoesNotContain("PRIVATE KEY", told);
        Assert.DoesNotContain("client-key-data", told);
        Assert.DoesNotContain("Passw0rd!", told);
    }

    private async Task<ClusterException> FailAsync(string name, Action<EngineOptions>? change = null)
    {
        DirectOperations operations = await fixture.OperationsAsync(change: change);
        ClusterOperation operation = await operations.StartCreateAsync(CloudFixture.Spec(name, workers: 1), new CreateOptions(), Ct);
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => operation.Completion);
        TestContext.Current.TestOutputHelper?.WriteLine(error.Message);
        return error;
    }
}
