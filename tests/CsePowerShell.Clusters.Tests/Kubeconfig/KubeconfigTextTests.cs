using YamlDotNet.Serialization;

namespace CsePowerShell.Clusters.Tests;

public class KubeconfigTextTests
{
    private const string Admin = """
        apiVersion: v1
        clusters:
        - cluster:
            certificate-authority-data: Q0E=
            server: https://10.0.0.5:6443
          name: kubernetes
        contexts:
        - context:
            cluster: kubernetes
            user: kubernetes-admin
          name: kubernetes-admin@kubernetes
        current-context: kubernetes-admin@kubernetes
        kind: Config
        preferences: {}
        users:
        - name: kubernetes-admin
          user:
            client-certificate-data: Q0VSVA==
            client-key-data: S0VZ
        """;

    [Fact]
    public void A_file_gets_the_name_and_the_server_that_are_wanted()
    {
        string text = KubeconfigText.ForContext(Admin, "c1", "https://127.9.9.9:6443");
        Assert.Equal("https://127.9.9.9:6443", KubeconfigText.ServerOf(text));
        Assert.Contains("name: 'c1-admin'", text);
        Assert.Contains("client-key-data: S0VZ", text);
        Assert.DoesNotContain("kubernetes-admin", text);
        Assert.DoesNotContain("...", text);
    }

    [Theory]
    [InlineData("123")]
    [InlineData("true")]
    [InlineData("1e5")]
    [InlineData("null")]
    public void A_name_that_looks_like_something_else_stays_a_text(string name)
    {
        string text = KubeconfigText.ForContext(Admin, name);
        Assert.Contains($"current-context: '{name}'", text);
    }

    /// <summary>The clients of CSE 1.x take the answer's text, turn \n into line ends and cut off the first and the last character; a quotation mark would keep its backslash.</summary>
    [Fact]
    public void A_file_for_one_context_survives_a_client_that_does_not_decode_json()
    {
        string text = KubeconfigText.ForContext(Admin.Replace("name: kubernetes-admin\n", "name: \"kubernetes-admin\"\n").Replace("preferences: {}", "preferences: {\"colors\": \"it's\"}"), "1e5", "https://127.9.9.9:6443");
        string onTheWire = Newtonsoft.Json.JsonConvert.ToString(text);
        Assert.Equal(text, onTheWire.Replace("\\n", "\n")[1..^1]);
        Assert.Contains("colors': 'it''s'", text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("apiVersion: v1\nkind: Config\n")]
    [InlineData("apiVersion: v1\nkind: Config\nclusters: null\ncontexts: null\nusers: null\ncurrent-context: \"\"\n")]
    [InlineData("apiVersion: v1\nkind: Config\nclusters: []\ncontexts: []\nusers: []\n")]
    public void Merging_into_a_file_without_entries_adds_them_and_sets_the_context(string? existing)
    {
        KubeconfigChange change = KubeconfigText.Merge(existing, KubeconfigText.ForContext(Admin, "c1"), setCurrent: false);
        Assert.Equal("https://10.0.0.5:6443", KubeconfigText.ServerOf(change.Text));
        Assert.Contains("current-context: 'c1'", change.Text);
        Assert.Equal(4, change.Changes.Count);
        Assert.Contains("kind: Config", change.Text);
    }

    [Fact]
    public void Merging_leaves_other_entries_unknown_keys_and_the_current_context_alone()
    {
        string existing = KubeconfigText.ForContext(Admin, "mine") + "extra: {kept: true}\n";
        KubeconfigChange change = KubeconfigText.Merge(existing, KubeconfigText.ForContext(Admin, "c1"), setCurrent: false);
        Assert.Contains("current-context: 'mine'", change.Text);
        Assert.Contains("kept: true", change.Text);
        Assert.Equal(2, Contexts(change.Text).Count);
    }

    [Fact]
    public void The_current_context_changes_only_when_asked()
    {
        string existing = KubeconfigText.ForContext(Admin, "mine");
        Assert.Contains("current-context: 'c1'", KubeconfigText.Merge(existing, KubeconfigText.ForContext(Admin, "c1"), setCurrent: true).Text);
    }

    [Fact]
    public void Merging_twice_changes_nothing_the_second_time()
    {
        string incoming = KubeconfigText.ForContext(Admin, "c1");
        string once = KubeconfigText.Merge(null, incoming, setCurrent: true).Text;
        KubeconfigChange twice = KubeconfigText.Merge(once, incoming, setCurrent: true);
        Assert.Empty(twice.Changes);
        Assert.Equal(once, twice.Text);
    }

    [Fact]
    public void A_replaced_entry_keeps_what_the_user_added_and_loses_what_contradicts()
    {
        string existing = """
            apiVersion: v1
            kind: Config
            current-context: c1
            clusters:
            - name: c1
              cluster: {server: "https://old:6443", proxy-url: "http://proxy", insecure-skip-tls-verify: true}
            contexts:
            - name: c1
              context: {cluster: c1, user: c1-admin, namespace: team}
            users:
            - name: c1-admin
              user: {token: old-secret}
            """;
        KubeconfigChange change = KubeconfigText.Merge(existing, KubeconfigText.ForContext(Admin, "c1"), setCurrent: false);
        Assert.Contains("proxy-url", change.Text);
        Assert.Contains("namespace: team", change.Text);
        Assert.DoesNotContain("insecure-skip-tls-verify", change.Text);
        Assert.DoesNotContain("old-secret", change.Text);
        Assert.DoesNotContain("https://old", change.Text);
        Assert.Single(Contexts(change.Text));
        Assert.Equal(["The cluster \"c1\" was replaced.", "The user \"c1-admin\" was replaced."], change.Changes);
    }

    [Fact]
    public void Removing_takes_context_cluster_and_user_and_clears_the_current_context()
    {
        string both = KubeconfigText.Merge(KubeconfigText.ForContext(Admin, "mine"), KubeconfigText.ForContext(Admin, "c1"), setCurrent: true).Text;
        KubeconfigChange change = KubeconfigText.Remove(both, "c1");
        Assert.DoesNotContain("c1", change.Text);
        Assert.Contains("mine-admin", change.Text);
        Assert.Equal(4, change.Changes.Count);
    }

    [Fact]
    public void Removing_leaves_a_cluster_that_another_context_uses()
    {
        string text = KubeconfigText.ForContext(Admin, "c1").Replace("contexts:\n", "contexts:\n- name: other\n  context: {cluster: c1, user: somebody}\n");
        string left = KubeconfigText.Remove(text, "c1").Text;
        Assert.Contains("server:", left);
        Assert.DoesNotContain("c1-admin", left);
    }

    [Fact]
    public void Removing_what_is_not_there_changes_nothing()
    {
        string text = KubeconfigText.ForContext(Admin, "c1");
        KubeconfigChange change = KubeconfigText.Remove(text, "c2");
        Assert.Empty(change.Changes);
        Assert.Equal(text, change.Text);
    }

    [Theory]
    [InlineData("a: [")]
    [InlineData("- just\n- a list\n")]
    [InlineData("hello")]
    [InlineData("")]
    public void What_is_no_kubeconfig_is_said_without_quoting_it(string text)
    {
        ClusterException error = Assert.Throws<ClusterException>(() => KubeconfigText.ForContext(text, "c1"));
        Assert.Equal(ErrorCodes.BadRequest, error.Code);
    }

    private static List<object> Contexts(string text) => (List<object>)new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(text)["contexts"];
}
