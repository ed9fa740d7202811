using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Cmdlets;
using CsePowerShell.Guest;
using CsePowerShell.Support;
using CsePowerShell.Tests.Support;

namespace CsePowerShell.Tests.Cmdlets;

public sealed class SupportBundleTests : IDisposable
{
    // One of each kind that people have posted in public issues.
    private const string Secrets = """
        Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl
        x-vcloud-authorization: 0123456789abcdef0123456789abcdef
        kubeadm join 10.0.0.5:6443 --token abcdef.0123456789abcdef --discovery-token-ca-cert-hash sha256:1
        client-key-data: LS0tU0VDUkVULUtFWS1EQVRB
        -----BEGIN OPENSSH PRIVATE KEY-----
        b3BlbnNzaC1zZWNyZXQta2V5LW1hdGVyaWFs
        -----END OPENSSH PRIVATE KEY-----
        <AdminPassword>Sup3r-s3cret</AdminPassword> password=hunter22 amqp://cse:br0ker-s3cret@mq/
        {"certificate-key":"e6a2eb8581237ab72a4f494f30285ec12a9694d750b9785706a83bfcbbbd2204","refresh_token":"rt-s3cret-value"}
        """;

    private static readonly string[] s_mustNotBeFound =
    [
        "eyJ", "0123456789abcdef0123456789abcdef", "abcdef.0123456789abcdef", "LS0tU0VDUkVULUtFWS1EQVRB", "b3BlbnNzaC1zZWNyZXQta2V5LW1hdGVyaWFs", "PRIVATE KEY",
        "Sup3r-s3cret", "hunter22", "br0ker-s3cret", "rt-s3cret-value", "e6a2eb8581237ab7", "x-vcloud-authorization", "client-key-data", "password",
    ];

    private readonly Session _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("cse-bundle-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void No_secret_and_no_word_beside_one_is_left_wherever_it_was_planted()
    {
        Cluster web = Planted();
        _session.NodeAccess = new TalkativeNodes();
        string path = Path.Combine(_folder, "b.zip");
        _session.Run(new ExportCseSupportBundleCommand { Path = path }, cmdlet => cmdlet.Cluster = [new CseClusterIdentity(web.ToOutput(_session.Connection.Id))]);
        CseSupportBundle bundle = Assert.Single(_session.OutputOf<CseSupportBundle>());
        Assert.Empty(_session.Host.Errors);
        Dictionary<string, string> files = Read(path);
        string all = string.Join('\n', files.Values.Concat(files.Keys));
        foreach (string secret in s_mustNotBeFound)
        {
            Assert.False(all.Contains(secret, StringComparison.OrdinalIgnoreCase), secret);
        }

        Assert.True(bundle.Redactions > s_mustNotBeFound.Length);
        string log = Assert.Single(files, file => file.Key.EndsWith("/nodes/node-1.log", StringComparison.Ordinal)).Value;
        Assert.Contains("kubelet started", log);
        Assert.Contains(files.Keys, name => name.EndsWith("/checks.json", StringComparison.Ordinal));
        Assert.Contains(bundle.Problems, problem => problem.Contains("node-2", StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void The_manifest_has_the_hash_of_every_file()
    {
        string path = Path.Combine(_folder, "b.zip");
        _session.Run(new ExportCseSupportBundleCommand { Path = path });
        using ZipArchive zip = ZipFile.OpenRead(path);
        using JsonDocument manifest = JsonDocument.Parse(Read(path)["manifest.json"]);
        foreach (JsonElement entry in manifest.RootElement.EnumerateArray())
        {
            using Stream stream = zip.GetEntry(entry.GetProperty("name").GetString()!)!.Open();
            Assert.Equal(entry.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(stream)));
        }

        Assert.Equal(zip.Entries.Count - 1, manifest.RootElement.GetArrayLength());
        Assert.Contains(zip.Entries, entry => entry.FullName.EndsWith("/clusters.json", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_exists_stays_unless_forced_and_WhatIf_asks_nobody()
    {
        string path = Path.Combine(_folder, "b.zip");
        File.WriteAllText(path, "mine");
        _session.Run(new ExportCseSupportBundleCommand { Path = path });
        Assert.Equal("CseFileExists", Assert.Single(_session.Host.Errors).Id);
        Assert.Equal("mine", File.ReadAllText(path));
        _session.Host.IsWhatIf = true;
        _session.Run(new ExportCseSupportBundleCommand { Path = _folder });
        Assert.Empty(_session.Clusters.Calls);
        _session.Host.IsWhatIf = false;
        _session.With("Force").Run(new ExportCseSupportBundleCommand { Path = path });
        Assert.Contains("about.json", Read(path).Keys);
    }

    [Fact]
    public void What_is_harmless_stays_readable()
    {
        const string Text = "node-1 Ready v1.31.4 127.0.0.3 urn:vcloud:vm:3f2b7b1e-1c5e-4f6a-9d0e-000000000001 sha256:9f86d081884c7d65";
        Assert.Equal(Text, new BundleRedactor().Clean(Text, known: null));
    }

    private Cluster Planted()
    {
        Cluster web = FakeClusters.Cluster("web");
        web.Warnings.Add(Secrets);
        _session.Clusters.All.Add(web);
        _session.Clusters.Checks.Add(new CheckResult { Name = "Rights", Detail = Secrets });
        _session.Clusters.Nodes.Add(new Node { Name = "node-1", ClusterId = web.Id });
        _session.Clusters.NodeWarnings.Add(Secrets);
        _session.Clusters.Records.Add(new OperationRecord { Id = Guid.NewGuid().ToString("D"), ClusterId = web.Id, ClusterName = "web", ErrorMessage = Secrets });
        return web;
    }

    private static Dictionary<string, string> Read(string path)
    {
        using ZipArchive zip = ZipFile.OpenRead(path);
        return zip.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using StreamReader reader = new(entry.Open(), Encoding.UTF8);
            return reader.ReadToEnd();
        });
    }

    private sealed class TalkativeNodes : INodeAccess
    {
        public async Task RunAsync(ClusterReference cluster, IReadOnlyCollection<string>? nodes, NodeCommand command, Func<NodeCommandOutcome, Task> onOutcome, CancellationToken ct)
        {
            await onOutcome(new NodeCommandOutcome("node-1", new NodeCommandResult { Output = "kubelet started\n" + Secrets, Error = Secrets }, null, TimeSpan.Zero));
            await onOutcome(new NodeCommandOutcome("node-2", null, new ClusterException(ErrorCodes.GuestUnreachable, Secrets), TimeSpan.Zero));
        }
    }
}
