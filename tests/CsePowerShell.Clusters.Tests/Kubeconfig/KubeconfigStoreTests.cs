namespace CsePowerShell.Clusters.Tests;

public sealed class KubeconfigStoreTests : IDisposable
{
    private const string Admin = """
        apiVersion: v1
        clusters:
        - cluster: {certificate-authority-data: Q0E=, server: "https://10.0.0.5:6443"}
          name: kubernetes
        contexts:
        - context: {cluster: kubernetes, user: kubernetes-admin}
          name: kubernetes-admin@kubernetes
        current-context: kubernetes-admin@kubernetes
        kind: Config
        users:
        - name: kubernetes-admin
          user: {client-certificate-data: Q0VSVA==, client-key-data: S0VZ}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("cse-store-").FullName;

    private string Config => Path.Combine(_folder, "config");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_first_import_makes_folder_and_file_for_the_owner_alone_and_becomes_current()
    {
        string path = Path.Combine(_folder, "home", ".kube", "config");
        KubeconfigEdit edit = Assert.Single(await Import([path], "web"));
        Assert.Null(edit.Backup);
        Assert.Equal("web", KubeconfigText.CurrentContext(File.ReadAllText(path)));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(path)!));
        }
    }

    [Fact]
    public async Task The_file_as_it_was_is_kept_and_a_second_import_of_the_same_writes_nothing()
    {
        string before = Other("mine");
        File.WriteAllText(Config, before);
        KubeconfigEdit edit = Assert.Single(await Import([Config], "web"));
        Assert.Equal(before, File.ReadAllText(edit.Backup!));
        string after = File.ReadAllText(Config);
        DateTime written = File.GetLastWriteTimeUtc(Config);
        edit = Assert.Single(await Import([Config], "web"));
        Assert.Empty(edit.Changes);
        Assert.Equal((after, written), (File.ReadAllText(Config), File.GetLastWriteTimeUtc(Config)));
        Assert.Equal(before, File.ReadAllText(KubeconfigStore.BackupOf(Config)));
    }

    [Fact]
    public async Task No_backup_is_kept_when_none_is_wanted()
    {
        File.WriteAllText(Config, Other("mine"));
        await new KubeconfigStore([Config]).ImportAsync(Incoming("web"), setCurrent: false, force: false, keepBackup: false, Stop);
        Assert.Equal([Config], Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("a: [\n")]
    [InlineData("clusters:\n\t- name: x\n")]
    [InlineData("clusters: {name: x}\n")]
    [InlineData("a: 1\n---\nb: 2\n")]
    [InlineData("- a list\n")]
    [InlineData("contexts: []\ncontexts: []\n")]
    [InlineData("x: &x [*x]\n")]
    public async Task A_file_that_is_no_kubeconfig_is_named_with_the_reason_and_left_as_it_is(string text)
    {
        File.WriteAllText(Config, text);
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => Import([Config], "web"));
        Assert.Equal(ErrorCodes.BadRequest, error.Code);
        Assert.Contains(Config, error.Message);
        Assert.Equal(text, File.ReadAllText(Config));
        Assert.Equal([Config], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_left_as_they_are()
    {
        byte[] bytes = [0x61, 0x3a, 0x20, 0xff, 0xfe, 0x80];
        File.WriteAllBytes(Config, bytes);
        await Assert.ThrowsAsync<ClusterException>(() => Import([Config], "web"));
        Assert.Equal(bytes, File.ReadAllBytes(Config));
    }

    [Fact]
    public async Task What_Windows_wrote_is_read_and_written_as_kubectl_wants_it()
    {
        // UTF-16 with a mark and CRLF is what a redirection of Windows PowerShell makes.
        File.WriteAllText(Config, Other("mine").Replace("\n", "\r\n"), System.Text.Encoding.Unicode);
        await Import([Config], "web");
        byte[] bytes = File.ReadAllBytes(Config);
        Assert.NotEqual(0xff, bytes[0]);
        Assert.DoesNotContain((byte)'\r', bytes);
        Assert.Equal(["mine", "web"], KubeconfigText.Contexts(File.ReadAllText(Config)).Select(context => context.Name));
    }

    [Fact]
    public async Task Entries_that_share_an_anchor_are_not_changed_together()
    {
        File.WriteAllText(Config, """
            apiVersion: v1
            kind: Config
            current-context: other
            clusters:
            - name: web
              cluster: &shared {server: "https://old:6443", certificate-authority-data: Q0E=}
            - name: other
              cluster: *shared
            contexts:
            - {name: web, context: {cluster: web, user: web-admin}}
            - {name: other, context: {cluster: other, user: web-admin}}
            users: []
            """);
        await Import([Config], "web");
        Dictionary<string, string?> servers = KubeconfigText.Contexts(File.ReadAllText(Config)).ToDictionary(context => context.Name, context => context.ApiServer);
        Assert.Equal("https://10.0.0.5:6443", servers["web"]);
        Assert.Equal("https://old:6443", servers["other"]);
    }

    [Fact]
    public async Task Two_entries_of_the_name_become_one()
    {
        File.WriteAllText(Config, Other("mine").Replace("clusters:\n", "clusters:\n- {name: web, cluster: {server: a}}\n- {name: web, cluster: {server: b}}\n"));
        KubeconfigEdit edit = Assert.Single(await Import([Config], "web"));
        Assert.Contains("Another cluster of the name \"web\" was removed.", edit.Changes);
    }

    [Fact]
    public async Task Exec_plugins_and_other_programs_extensions_stay()
    {
        File.WriteAllText(Config, """
            apiVersion: v1
            kind: Config
            current-context: eks
            preferences: {colors: true}
            clusters:
            - {name: eks, cluster: {server: "https://eks", tls-server-name: x}}
            - {name: web, cluster: {server: "https://old:6443", certificate-authority-data: Q0E=, proxy-url: "socks5://p"}}
            contexts:
            - {name: eks, context: {cluster: eks, user: eks}}
            - name: web
              context: {cluster: web, user: web-admin, namespace: team, extensions: [{name: lens, extension: {a: 1}}]}
            users:
            - name: eks
              user:
                exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: aws, args: [eks, get-token], env: [{name: A, value: "1"}], interactiveMode: IfAvailable}
            """);
        await Import([Config], "web");
        string text = File.ReadAllText(Config);
        Assert.All(new[] { "interactiveMode: IfAvailable", "get-token", "colors: true", "tls-server-name: x", "proxy-url", "namespace: team", "name: lens", "name: csepowershell" },
            kept => Assert.Contains(kept, text));
        Assert.Equal("eks", KubeconfigText.CurrentContext(text));
    }

    [Fact]
    public async Task A_name_that_another_cluster_has_is_an_error_unless_forced()
    {
        string before = Other("web").Replace("Q0E=", "T1RIRVI=");
        File.WriteAllText(Config, before);
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => Import([Config], "web"));
        Assert.Equal(ErrorCodes.SpecConflict, error.Code);
        Assert.Equal(before, File.ReadAllText(Config));
        await new KubeconfigStore([Config]).ImportAsync(Incoming("web"), setCurrent: false, force: true, keepBackup: true, Stop);
        Assert.Equal("id-web", Assert.Single(KubeconfigText.Contexts(File.ReadAllText(Config))).Origin!.ClusterId);
    }

    [Fact]
    public async Task A_cluster_made_anew_under_its_name_takes_the_place_of_the_old_one()
    {
        await Import([Config], "web");
        string anew = Incoming("web", "id-2").Replace("Q0E=", "TkVX");
        await new KubeconfigStore([Config]).ImportAsync(anew, setCurrent: false, force: false, keepBackup: false, Stop);
        Assert.Equal("id-2", Assert.Single(KubeconfigText.Contexts(File.ReadAllText(Config))).Origin!.ClusterId);
    }

    [Fact]
    public async Task With_several_files_each_entry_stays_where_it_is_and_new_ones_go_into_the_first_that_is_there()
    {
        string[] files = [Path.Combine(_folder, "none"), Path.Combine(_folder, "a"), Path.Combine(_folder, "b")];
        File.WriteAllText(files[1], Other("mine"));
        await Import([files[2]], "web");
        string b = File.ReadAllText(files[2]);
        KubeconfigStore store = new(files);
        Assert.Equal((files[2], files[1]), (store.TargetOf("web"), store.TargetOf("new")));

        // The current context is the first file's; a second one is not set behind it.
        await Import(files, "new");
        Assert.Equal("mine", KubeconfigText.CurrentContext(File.ReadAllText(files[1])));
        Assert.Equal(b, File.ReadAllText(files[2]));
        Assert.False(File.Exists(files[0]));

        IReadOnlyList<KubeconfigEdit> edits = await store.ImportAsync(Incoming("web"), setCurrent: true, force: false, keepBackup: false, Stop);
        Assert.Equal([files[2], files[1]], edits.Select(edit => edit.Path));
        Assert.Equal("web", KubeconfigText.CurrentContext(File.ReadAllText(files[1])));
    }

    [Fact]
    public async Task Removing_leaves_what_contexts_of_other_files_use_and_clears_the_current_context_wherever_it_is()
    {
        string[] files = [Path.Combine(_folder, "a"), Path.Combine(_folder, "b")];
        await Import([files[1]], "web");
        File.WriteAllText(files[0], "apiVersion: v1\nkind: Config\ncurrent-context: web\ncontexts:\n- {name: alias, context: {cluster: web, user: somebody}}\n");
        IReadOnlyList<KubeconfigEdit> edits = await new KubeconfigStore(files).RemoveAsync(context => context.Name == "web", keepBackup: false, Stop);
        Assert.Equal(2, edits.Count);
        Assert.Null(KubeconfigText.CurrentContext(File.ReadAllText(files[0])));
        string left = File.ReadAllText(files[1]);
        Assert.Contains("https://10.0.0.5:6443", left);
        Assert.DoesNotContain("S0VZ", left);
    }

    [Fact]
    public async Task A_symbolic_link_stays_one_and_the_file_behind_it_is_written()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right on Windows.");
        string real = Path.Combine(_folder, "real");
        File.WriteAllText(real, Other("mine"));
        File.CreateSymbolicLink(Config, real);
        KubeconfigEdit edit = Assert.Single(await Import([Config], "web"));
        Assert.Equal(real, new FileInfo(Config).LinkTarget);
        Assert.Contains("name: 'web'", File.ReadAllText(real));
        Assert.Equal(KubeconfigStore.BackupOf(real), edit.Backup);
    }

    [Fact]
    public async Task While_kubectl_holds_its_lock_the_import_waits_and_then_works_on_what_kubectl_wrote()
    {
        File.WriteAllText(Config, Other("mine"));
        File.WriteAllText(Config + ".lock", "");
        Task<IReadOnlyList<KubeconfigEdit>> import = Import([Config], "web");
        await Task.Delay(200, Stop);
        Assert.False(import.IsCompleted);
        File.WriteAllText(Config, Other("theirs"));
        File.Delete(Config + ".lock");
        await import;
        Assert.Equal(["theirs", "web"], KubeconfigText.Contexts(File.ReadAllText(Config)).Select(context => context.Name));
        Assert.False(File.Exists(Config + ".lock"));
    }

    [Fact]
    public async Task A_lock_that_stays_is_named_and_nothing_is_written()
    {
        File.WriteAllText(Config, Other("mine"));
        File.WriteAllText(Config + ".lock", "");
        FakeClock clock = new();
        Task<IReadOnlyList<KubeconfigEdit>> import = new KubeconfigStore([Config], clock).ImportAsync(Incoming("web"), false, false, false, Stop);
        while (!import.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => import);
        Assert.Equal(ErrorCodes.ClusterBusy, error.Code);
        Assert.Contains(Config + ".lock", error.Message);
        Assert.Equal(Other("mine"), File.ReadAllText(Config));
    }

    [Fact]
    public async Task Twenty_imports_at_once_all_arrive()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Task.Run(() => Import([Config], $"c{n}"), Stop)));
        Assert.Equal(20, KubeconfigText.Contexts(File.ReadAllText(Config)).Count);
    }

    [Fact]
    public void The_files_are_those_of_KUBECONFIG_else_the_one_in_the_home()
    {
        string a = Path.Combine(_folder, "a"), b = Path.Combine(_folder, "b");
        Assert.Equal([a, b], KubeconfigLocations.Find(name => name == "KUBECONFIG" ? string.Join(Path.PathSeparator, a, "", b, a) : null));
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A home is found otherwise on Windows.");
        Assert.Equal([Path.Combine(_folder, ".kube", "config")], KubeconfigLocations.Find(name => name == "HOME" ? _folder : null));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Task<IReadOnlyList<KubeconfigEdit>> Import(string[] files, string name) =>
        new KubeconfigStore(files).ImportAsync(Incoming(name), setCurrent: false, force: false, keepBackup: true, Stop);

    private static string Incoming(string name, string? id = null) => KubeconfigText.ForImport(Admin, name,
        new KubeconfigOrigin { ClusterId = id ?? "id-" + name, ClusterName = name, Org = "acme", Vdc = "acme-vdc", Server = "vcd.example.com/acme/alice" });

    private static string Other(string name) => KubeconfigText.ForContext(Admin, name);
}
