using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Tests.Kubernetes.Model;

public sealed class SelectorTests
{
    private static readonly JsonObject s_pod = (JsonObject)JsonNode.Parse("""
        {"metadata":{"name":"p","labels":{"app":"web","tier":"front","example.com/a":""}},"spec":{"nodeName":"n1"},"status":{"phase":"Running"}}
        """)!;

    [Theory]
    [InlineData("", true)]
    [InlineData("app=web", true)]
    [InlineData("app==web,tier=front", true)]
    [InlineData("app=web,tier=back", false)]
    [InlineData("app!=db", true)]
    [InlineData("none!=x", true)]
    [InlineData("app in (db, web),tier", true)]
    [InlineData("app notin (db,web)", false)]
    [InlineData("!none", true)]
    [InlineData("!app", false)]
    [InlineData("example.com/a=", true)]
    public void Label_selectors_match_as_kubernetes_does(string selector, bool matches) => Assert.Equal(matches, Selectors.Labels(selector)(s_pod));

    [Theory]
    [InlineData("spec.nodeName=n1", true)]
    [InlineData("spec.nodeName!=n1", false)]
    [InlineData("metadata.name=p,status.phase!=Failed,status.phase!=Succeeded", true)]
    [InlineData("spec.unknown=", true)]
    public void Field_selectors_match_paths(string selector, bool matches) => Assert.Equal(matches, Selectors.Fields(selector)(s_pod));

    [Theory]
    [InlineData("a b c")]
    [InlineData("=x")]
    public void What_is_no_selector_is_refused(string selector) => Assert.Throws<FormatException>(() => Selectors.Labels(selector));

    [Fact]
    public void An_empty_selector_of_a_spec_matches_everything_and_a_missing_one_nothing()
    {
        Assert.True(Selectors.Matches(new JsonObject(), s_pod.Labels()));
        Assert.False(Selectors.Matches(null, s_pod.Labels()));
        Assert.True(Selectors.Matches(JsonNode.Parse("""{"matchExpressions":[{"key":"app","operator":"In","values":["web"]},{"key":"x","operator":"DoesNotExist"}]}"""), s_pod.Labels()));
    }
}
