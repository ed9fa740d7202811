namespace CsePowerShell.Guest.Tests;

public sealed class NodeScriptTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    private static string InitConfiguration(string address = "10.0.0.5") => KubeadmConfiguration.Init(new KubeadmInitSettings
    {
        KubernetesVersion = "v1.31.4", NodeName = "mstr-a1b2", AdvertiseAddress = address, Token = BootstrapToken.Parse("07401b.f395accd246ae52d"),
    });

    private static string JoinConfiguration(string endpoint = "10.0.0.5:6443") => KubeadmConfiguration.Join(new KubeadmJoinSettings
    {
        KubernetesVersion = "v1.31.4", NodeName = "node-c3d4", ApiServerEndpoint = endpoint, Token = BootstrapToken.Parse("07401b.f395accd246ae52d"),
        CaCertHash = "sha256:a4df07669f3b7657f852b0dc370664c81aae5b0caaba6966165e3a6e406838fb",
    });

    [Fact]
    public async Task Shellcheck_finds_nothing_in_any_script()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/shellcheck"), "shellcheck is not installed (apt-get install shellcheck).");
        string folder = Directory.CreateTempSubdirectory("cse-shellcheck-").FullName;
        List<string> files = [];
        foreach (string name in (string[])["common", "run-bundle", .. NodeScript.All.Select(script => script.Name)])
        {
            files.Add(Path.Combine(folder, name + ".sh"));
            File.WriteAllText(files[^1], NodeScript.Read(name + ".sh"));
        }

        Assert.Equal("", await Tool.RunAsync("shellcheck", ["-x", "-P", folder, .. files], check: false));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Every_script_stops_at_the_first_error_and_says_what_it_is_for() => Assert.All(NodeScript.All, script =>
    {
        string[] lines = script.Text.Split('\n');
        Assert.Equal("#!/usr/bin/env bash", lines[0]);
        Assert.StartsWith("# ", lines[1]);
        Assert.Contains("source \"$CSE_DATA/common.sh\"", script.Text);
        Assert.Contains("set -euo pipefail", NodeScript.Read("common.sh"));
    });

    [Fact]
    public async Task A_node_is_prepared_when_its_runtime_is_up_and_its_name_is_right()
    {
        using SandboxShell node = await NodeAsync();
        Directory.CreateDirectory(node.InNode("/etc"));
        File.WriteAllText(node.InNode("/etc/fstab"), "UUID=1 / ext4 defaults 0 1\nUUID=2 none swap sw 0 0\n");

        PreparedNode prepared = await node.Runner.PrepareNodeAsync(s_minute, null, Test);

        Assert.Equal(("mstr-a1b2", "v1.31.4"), (prepared.HostName, prepared.KubeadmVersion));
        Assert.Contains("swapoff -a", node.Calls);
        Assert.Equal("UUID=1 / ext4 defaults 0 1\n# UUID=2 none swap sw 0 0\n", File.ReadAllText(node.InNode("/etc/fstab")));
        Assert.Contains("net.ipv4.ip_forward = 1", File.ReadAllText(node.InNode("/etc/sysctl.d/90-cse-kubernetes.conf")));
        Assert.Empty(Directory.GetDirectories(node.InNode("/run/cse")));
    }

    [Fact]
    public async Task A_wrong_host_name_and_a_runtime_that_does_not_come_are_named()
    {
        using SandboxShell node = await NodeAsync();
        File.WriteAllText(node.State("hostname"), "ubuntu");
        GuestScriptException name = await Assert.ThrowsAsync<GuestScriptException>(() => node.Runner.PrepareNodeAsync(s_minute, null, Test));
        File.WriteAllText(node.State("hostname"), "mstr-a1b2");
        File.WriteAllText(node.State("no-runtime"), "");
        GuestScriptException runtime = await Assert.ThrowsAsync<GuestScriptException>(() => node.Runner.PrepareNodeAsync(TimeSpan.FromSeconds(12), null, Test));

        Assert.Equal(("mstr-a1b2", "prepare-node", 1), (name.NodeName, name.Step, name.ExitCode));
        Assert.Contains("'ubuntu' instead of 'mstr-a1b2'", name.Message);
        Assert.Contains("container runtime", runtime.Message);
    }

    [Fact]
    public async Task A_kubeadm_that_cannot_even_tell_its_version_is_reported_with_its_own_words()
    {
        using SandboxShell node = await NodeAsync();
        File.WriteAllText(node.State("version-fails"), "");
        GuestScriptException failure = await Assert.ThrowsAsync<GuestScriptException>(() => node.Runner.PrepareNodeAsync(s_minute, null, Test));
        Assert.Equal(("prepare-node", 3), (failure.Step, failure.ExitCode));
        Assert.Contains("boom", failure.Message + string.Join("\n", failure.LastLines));
    }

    [Fact]
    public async Task A_kubeadm_that_prints_50_megabytes_at_every_call_is_waited_for_and_not_kept()
    {
        using SandboxShell node = await InitializedAsync();
        File.WriteAllText(node.State("noisy"), "");
        PreparedNode prepared = await node.Runner.PrepareNodeAsync(s_minute, null, Test);
        JoinTicket ticket = await node.Runner.MakeJoinAsync(TimeSpan.FromMinutes(15), s_minute, Test);
        await node.Runner.DeleteTokenAsync("abcdef", s_minute, Test);
        await node.Runner.DeleteTokenAsync("zzzzzz", s_minute, Test);
        Assert.InRange(prepared.KubeadmVersion.Length, 1, 200);
        Assert.Equal("abcdef.0123456789abcdef", ticket.Token.Reveal());
    }

    [Fact]
    public async Task A_token_that_could_not_be_deleted_and_is_still_there_is_an_error()
    {
        using SandboxShell node = await InitializedAsync();
        File.WriteAllText(node.State("delete-fails"), "");
        GuestScriptException failure = await Assert.ThrowsAsync<GuestScriptException>(() => node.Runner.DeleteTokenAsync("abcdef", s_minute, Test));
        Assert.Contains("could not be deleted", failure.Message);
    }

    [Fact]
    public async Task Init_runs_once_and_gives_the_hash_of_its_CA()
    {
        using SandboxShell node = await NodeAsync();
        List<string> lines = [];

        InitializedControlPlane first = await node.Runner.InitControlPlaneAsync(InitConfiguration(), false, s_minute, lines.Add, Test);
        InitializedControlPlane again = await node.Runner.InitControlPlaneAsync(InitConfiguration(), false, s_minute, null, Test);

        Assert.False(first.WasInitialized);
        Assert.True(again.WasInitialized);
        Assert.Equal(CaHash.Of(File.ReadAllText(node.InNode("/etc/kubernetes/pki/ca.crt"))), first.CaCertHash);
        Assert.Equal(first.CaCertHash, again.CaCertHash);
        Assert.InRange(first.CertificateExpires!.Value, DateTimeOffset.UtcNow.AddDays(9), DateTimeOffset.UtcNow.AddDays(11));
        Assert.Single(node.Calls.Split('\n'), call => call.StartsWith("kubeadm init", StringComparison.Ordinal));
        Assert.Equal(InitConfiguration(), File.ReadAllText(node.State("init.yaml")));
        Assert.Equal("600\n", File.ReadAllText(node.State("mode")));
        Assert.Contains(lines, line => line.EndsWith("--token 07401b.****************", StringComparison.Ordinal));
        Assert.DoesNotContain("f395accd246ae52d", node.Calls);
        Assert.Empty(Directory.GetDirectories(node.InNode("/run/cse")));
        Assert.True(File.Exists(node.InNode("/root/.kube/config")));
    }

    [Fact]
    public async Task A_half_done_init_is_cleaned_away_only_when_asked()
    {
        using SandboxShell node = await NodeAsync();
        File.WriteAllText(node.State("init-fails"), "");
        GuestScriptException failed = await Assert.ThrowsAsync<GuestScriptException>(() => node.Runner.InitControlPlaneAsync(InitConfiguration(), false, s_minute, null, Test));
        File.Delete(node.State("init-fails"));

        Assert.Contains("wait-control-plane", failed.Message);
        Assert.DoesNotContain("f395accd246ae52d", failed.ToString() + string.Join(' ', failed.LastLines));
        Assert.Contains("did not come through", (await Assert.ThrowsAsync<GuestScriptException>(() => node.Runner.InitControlPlaneAsync(InitConfiguration(), false, s_minute, null, Test))).Message);
        Assert.False((await node.Runner.InitControlPlaneAsync(InitConfiguration(), true, s_minute, null, Test)).WasInitialized);
        Assert.Contains("kubeadm reset -f", node.Calls);
    }

    [Fact]
    public async Task Another_cluster_s_control_plane_is_never_initialised_over()
    {
        using SandboxShell node = await NodeAsync();
        await node.Runner.InitControlPlaneAsync(InitConfiguration(), true, s_minute, null, Test);

        Assert.Contains("10.0.0.5:6443", (await Assert.ThrowsAsync<GuestScriptException>(() => node.Runner.InitControlPlaneAsync(InitConfiguration("10.9.9.9"), true, s_minute, null, Test))).Message);
        Assert.DoesNotContain("kubeadm reset", node.Calls);
    }

    [Fact]
    public async Task The_network_is_applied_from_the_image_and_a_first_refusal_is_retried()
    {
        using SandboxShell node = await NodeAsync();
        await node.Runner.InitControlPlaneAsync(InitConfiguration(), false, s_minute, null, Test);

        Assert.Contains("'/root/cni.yaml' is not in this image", (await Assert.ThrowsAsync<GuestScriptException>(() => node.Runner.ApplyNetworkAsync(null, s_minute, null, Test))).Message);
        File.WriteAllText(node.InNode("/root/cni.yaml"), "kind: DaemonSet\n");
        File.WriteAllText(node.State("apply-fails"), "");
        await node.Runner.ApplyNetworkAsync(null, s_minute, null, Test);

        Assert.Equal(2, node.Calls.Split('\n').Count(call => call == "kubectl apply -f /root/cni.yaml"));
    }

    [Fact]
    public async Task A_join_ticket_has_a_short_lived_token_the_endpoint_and_the_hash()
    {
        using SandboxShell node = await NodeAsync();
        InitializedControlPlane plane = await node.Runner.InitControlPlaneAsync(InitConfiguration(), false, s_minute, null, Test);

        JoinTicket ticket = await node.Runner.MakeJoinAsync(TimeSpan.FromMinutes(15), s_minute, Test);

        Assert.Equal(("10.0.0.5:6443", "abcdef.0123456789abcdef", plane.CaCertHash), (ticket.ApiServerEndpoint, ticket.Token.Reveal(), ticket.CaCertHash));
        Assert.Contains("--ttl 0h15m0s", node.Calls);
        await node.Runner.DeleteTokenAsync("abcdef", s_minute, Test);
        await node.Runner.DeleteTokenAsync("zzzzzz", s_minute, Test);
        await Assert.ThrowsAsync<GuestScriptException>(() => node.Runner.DeleteTokenAsync("x; id", s_minute, Test));
    }

    [Fact]
    public async Task A_worker_joins_once_and_a_half_joined_one_is_cleaned_first()
    {
        using SandboxShell node = await NodeAsync("node-c3d4");
        File.WriteAllText(node.State("join-fails"), "");
        GuestScriptException failed = await Assert.ThrowsAsync<GuestScriptException>(() => node.Runner.JoinWorkerAsync(JoinConfiguration(), s_minute, null, Test));
        File.Delete(node.State("join-fails"));

        Assert.Contains("identity of the API Server", failed.Message);
        Assert.True(await node.Runner.JoinWorkerAsync(JoinConfiguration(), s_minute, null, Test));
        Assert.False(await node.Runner.JoinWorkerAsync(JoinConfiguration(), s_minute, null, Test));
        Assert.Single(node.Calls.Split('\n'), call => call == "kubeadm reset -f");
        Assert.Equal("600\n", File.ReadAllText(node.State("mode")));
        Assert.DoesNotContain("f395accd246ae52d", node.Calls);
        Assert.Contains("another cluster", (await Assert.ThrowsAsync<GuestScriptException>(() => node.Runner.JoinWorkerAsync(JoinConfiguration("10.9.9.9:6443"), s_minute, null, Test))).Message);
    }

    [Fact]
    public async Task A_join_that_was_cut_off_after_it_came_through_is_not_repeated()
    {
        using SandboxShell node = await NodeAsync("node-c3d4");
        await node.Runner.JoinWorkerAsync(JoinConfiguration(), s_minute, null, Test);
        File.Delete(node.InNode("/etc/kubernetes/cse-joined"));

        Assert.False(await node.Runner.JoinWorkerAsync(JoinConfiguration(), s_minute, null, Test));
        Assert.DoesNotContain("kubeadm reset", node.Calls);
    }

    [Fact]
    public async Task Status_tells_nodes_and_system_pods_that_do_not_run()
    {
        using SandboxShell node = await InitializedAsync();
        File.WriteAllText(node.State("nodes.json"), """
            {"items":[
             {"metadata":{"name":"node-c3d4","labels":{}},"spec":{"unschedulable":true},
              "status":{"conditions":[{"type":"Ready","status":"False","reason":"KubeletNotReady","message":"cni plugin not initialized"}],"nodeInfo":{"kubeletVersion":"v1.31.4"}}},
             {"metadata":{"name":"mstr-a1b2","labels":{"node-role.kubernetes.io/control-plane":""}},"spec":{},
              "status":{"conditions":[{"type":"Ready","status":"True"}],"addresses":[{"type":"InternalIP","address":"10.0.0.5"}],"nodeInfo":{"kubeletVersion":"v1.31.4"}}}]}
            """);
        File.WriteAllText(node.State("pods.txt"), """
            NAMESPACE      NAME                READY   STATUS             RESTARTS        AGE   IP           NODE        NOMINATED NODE   READINESS GATES
            default        web-0               0/1     Pending            0               1m    <none>       <none>      <none>           <none>
            kube-system    coredns-1           1/1     Running            0               1m    10.244.0.2   mstr-a1b2   <none>           <none>
            kube-system    coredns-2           0/1     Running            0               1m    10.244.0.3   mstr-a1b2   <none>           <none>
            kube-system    setup-x             0/1     Completed          0               1m    10.244.0.3   mstr-a1b2   <none>           <none>
            kube-flannel   kube-flannel-ds-x   0/1     ImagePullBackOff   3 (2m41s ago)   1m    10.0.0.6     node-c3d4   <none>           <none>
            kube-system    coredns-3           0/1     Pending            0               1m    <none>       <none>      <none>           <none>
            """ + "\n");

        KubernetesStatus status = await node.Runner.GetStatusAsync(s_minute, Test);

        KubernetesNode plane = status.Find("mstr-a1b2")!, worker = status.Find("node-c3d4")!;
        Assert.Equal((true, true, true, "10.0.0.5", "v1.31.4"), (plane.IsReady, plane.IsControlPlane, plane.IsSchedulable, plane.Address, plane.KubeletVersion));
        Assert.Equal((false, false, false, "cni plugin not initialized"), (worker.IsReady, worker.IsControlPlane, worker.IsSchedulable, worker.NotReadyReason));
        Assert.Equal(
            [("coredns-2", "Running", "0/1 containers ready", "mstr-a1b2"), ("kube-flannel-ds-x", "Pending", "ImagePullBackOff", "node-c3d4"), ("coredns-3", "Pending", null, null)],
            status.SystemPodsNotRunning.Select(pod => (pod.Name, pod.Phase, pod.Reason, pod.NodeName)));
    }

    [Fact]
    public async Task A_drained_node_stays_cordoned_and_a_missing_one_is_fine()
    {
        using SandboxShell node = await InitializedAsync();
        File.WriteAllText(node.State("nodes.json"), """{"items":[{"metadata":{"name":"node-c3d4"}}]}""");

        Assert.True((await node.Runner.DrainNodeAsync("node-c3d4", false, TimeSpan.FromSeconds(90), null, Test)).IsDrained);
        Assert.Contains("kubectl drain node-c3d4 --ignore-daemonsets --delete-emptydir-data --timeout=90s\n", node.Calls);
        Assert.DoesNotContain("uncordon", node.Calls);
        Assert.True((await node.Runner.DrainNodeAsync("node-gone", true, s_minute, null, Test)).IsDrained);
        await node.Runner.RemoveNodeAsync("node-c3d4", s_minute, Test);
        Assert.Contains("kubectl delete node node-c3d4 --ignore-not-found", node.Calls);
        await Assert.ThrowsAsync<ArgumentException>(() => node.Runner.RemoveNodeAsync("--all", s_minute, Test));
        await node.Runner.UncordonNodeAsync("node-c3d4", s_minute, Test);
        Assert.Contains("kubectl uncordon node-c3d4", node.Calls);
    }

    [Fact]
    public async Task A_blocked_drain_names_pod_and_budget_and_uncordons_the_node()
    {
        using SandboxShell node = await InitializedAsync();
        File.WriteAllText(node.State("nodes.json"), """{"items":[{"metadata":{"name": "node-c3d4"}}]}""");
        File.WriteAllText(node.State("drain.log"), """
            error when evicting pods/"web-0" -n "shop" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
            error when evicting pods/"web-0" -n "shop" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
            error: unable to drain node "node-c3d4" due to error: [error when evicting pods/"db-0" -n "shop": global timeout reached: 1m30s], continuing command...
            There are pending nodes to be drained:
             node-c3d4
            """);
        File.WriteAllText(node.State("budgets.json"), """
            {"items":[{"metadata":{"name":"other","namespace":"shop"},"spec":{"selector":{"matchLabels":{"app":"db2"}}},"status":{"disruptionsAllowed":0}},
                      {"metadata":{"name":"web-pdb","namespace":"shop"},"spec":{"selector":{"matchExpressions":[{"key":"app","operator":"In","values":["web"]}]}},"status":{"disruptionsAllowed":0}}]}
            """);
        File.WriteAllText(node.State("pods.json"), """{"items":[{"metadata":{"name":"web-0","namespace":"shop","labels":{"app":"web"}}}]}""");

        DrainResult result = await node.Runner.DrainNodeAsync("node-c3d4", false, s_minute, null, Test);

        Assert.False(result.IsDrained);
        DrainBlocker web = Assert.Single(result.Blockers, blocker => blocker.Pod == "web-0");
        Assert.Equal(("shop", "web-pdb"), (web.Namespace, web.Budget));
        Assert.Contains("disruption budget", web.Reason);
        Assert.Contains(result.Blockers, blocker => blocker is { Pod: "db-0", Budget: null });
        Assert.Contains("kubectl uncordon node-c3d4", node.Calls);
    }

    [Fact]
    public async Task A_pod_without_a_controller_is_named_as_the_blocker()
    {
        using SandboxShell node = await InitializedAsync();
        File.WriteAllText(node.State("nodes.json"), """{"items":[{"metadata":{"name":"node-c3d4"}}]}""");
        File.WriteAllText(node.State("drain.log"), "error: unable to drain node \"node-c3d4\" due to error: cannot delete Pods that declare no controller (use --force to override): shop/bare, shop/naked, continuing command...\n");
        File.WriteAllText(node.State("budgets.json"), "{}");
        File.WriteAllText(node.State("pods.json"), "{}");

        DrainResult result = await node.Runner.DrainNodeAsync("node-c3d4", false, s_minute, null, Test);

        Assert.Equal(["shop/bare", "shop/naked"], result.Blockers.Select(blocker => $"{blocker.Namespace}/{blocker.Pod}"));
    }

    [Fact]
    public async Task The_kubeconfig_is_read_as_it_is_and_a_reset_takes_it_away()
    {
        using SandboxShell node = await InitializedAsync();
        File.AppendAllText(node.InNode("/etc/kubernetes/admin.conf"), "# \"quoted\" \\ back\tslash é\n");
        string file = File.ReadAllText(node.InNode("/etc/kubernetes/admin.conf"));
        List<string> lines = [];

        Assert.Equal(file, await node.Runner.ReadKubeconfigAsync(s_minute, Test));
        await node.Runner.ResetNodeAsync(s_minute, lines.Add, Test);
        Assert.Contains("not an initialised control plane", (await Assert.ThrowsAsync<GuestScriptException>(() => node.Runner.ReadKubeconfigAsync(s_minute, Test))).Message);
        Assert.DoesNotContain(lines, line => line.Contains("server:"));
    }

    [Fact]
    public async Task A_transfer_that_is_cut_short_runs_nothing()
    {
        using SandboxShell node = await NodeAsync();
        GuestCommand cut = new("bash", "-c", NodeScript.Read("run-bundle.sh"), "cse-node-script", "reset-node")
        {
            StandardInput = System.Text.Encoding.ASCII.GetBytes("reset-node.sh " + Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes("kubeadm reset -f\n")) + "\ncommon.sh AAA"),
        };

        GuestCommandResult result = await node.RunAsync(cut, Test);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal("", node.Calls);
        Assert.Empty(Directory.GetDirectories(node.InNode("/run/cse")));
    }

    [Fact]
    public async Task A_script_that_prints_no_result_is_an_error_of_that_script()
    {
        using SandboxShell node = await InitializedAsync();
        File.WriteAllText(node.State("nodes.json"), "no json");
        File.WriteAllText(node.State("pods.txt"), "");

        Assert.Contains("did not print the result", (await Assert.ThrowsAsync<GuestScriptException>(() => node.Runner.GetStatusAsync(s_minute, Test))).Message);
        await Assert.ThrowsAsync<ArgumentException>(() => node.Runner.RunAsync(NodeScript.ResetNode, new Dictionary<string, string> { ["../x"] = "" }, s_minute, null, Test));
    }

    private static async Task<SandboxShell> NodeAsync(string name = "mstr-a1b2")
    {
        await SandboxShell.NeedAsync();
        return new SandboxShell(name);
    }

    private static async Task<SandboxShell> InitializedAsync()
    {
        SandboxShell node = await NodeAsync();
        await node.Runner.InitControlPlaneAsync(InitConfiguration(), false, s_minute, null, Test);
        return node;
    }
}
