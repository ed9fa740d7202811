using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.ApiServer;

namespace CsePowerShell.Simulator.Tests.Kubernetes.Model;

public sealed class PatchTests
{
    private const string Strategic = "application/strategic-merge-patch+json";
    private const string Merge = "application/merge-patch+json";
    private const string Json = "application/json-patch+json";

    [Theory]
    [InlineData(Merge, """{"a":1,"b":{"c":2}}""", """{"b":{"c":null,"d":3}}""", """{"a":1,"b":{"d":3}}""")]
    [InlineData(Merge, """{"conditions":[{"type":"A","x":1}]}""", """{"conditions":[{"type":"B"}]}""", """{"conditions":[{"type":"B"}]}""")]
    [InlineData(Strategic, """{"conditions":[{"type":"A","x":1}]}""", """{"conditions":[{"type":"A","x":2},{"type":"B"}]}""", """{"conditions":[{"type":"A","x":2},{"type":"B"}]}""")]
    [InlineData(Strategic, """{"containers":[{"name":"a"},{"name":"b"}]}""", """{"containers":[{"name":"a","$patch":"delete"}],"$setElementOrder/containers":[{"name":"b"}]}""", """{"containers":[{"name":"b"}]}""")]
    [InlineData(Strategic, """{"selector":{"a":"1","b":"2"}}""", """{"selector":{"$patch":"replace","c":"3"}}""", """{"selector":{"c":"3"}}""")]
    [InlineData(Strategic, """{"taints":[{"key":"a"}]}""", """{"taints":[{"key":"b"}]}""", """{"taints":[{"key":"b"}]}""")]
    [InlineData(Strategic, """{"finalizers":["a","b"]}""", """{"$deleteFromPrimitiveList/finalizers":["a"]}""", """{"finalizers":["b"]}""")]
    [InlineData(Strategic, """{"spec":{"unschedulable":true}}""", """{"spec":{"unschedulable":null}}""", """{"spec":{}}""")]
    [InlineData(Json, """{"a":[1,2],"b":{"x/y":1}}""", """[{"op":"add","path":"/a/-","value":3},{"op":"remove","path":"/a/0"},{"op":"replace","path":"/b/x~1y","value":5},{"op":"test","path":"/a/0","value":2}]""", """{"a":[2,3],"b":{"x/y":5}}""")]
    public void Each_kind_of_patch_has_its_own_rules(string type, string before, string patch, string after)
    {
        JsonObject target = (JsonObject)JsonNode.Parse(before)!;
        ApiPatch.Apply(target, JsonNode.Parse(patch)!, type);
        Assert.Equal(JsonNode.Parse(after)!.ToJsonString(), target.ToJsonString());
    }

    [Theory]
    [InlineData("""[{"op":"replace","path":"/none","value":1}]""")]
    [InlineData("""[{"op":"test","path":"/a","value":2}]""")]
    [InlineData("""[{"op":"add","path":"/x/y","value":2}]""")]
    public void An_impossible_json_patch_is_refused(string patch) =>
        Assert.Throws<ApiException>(() => ApiPatch.Apply((JsonObject)JsonNode.Parse("""{"a":1}""")!, JsonNode.Parse(patch)!, Json));
}
