using CsePowerShell.Extension.Routes;

namespace CsePowerShell.Extension.Tests.Routes;

public sealed class RouteTableTests
{
    private static readonly RouteTable s_table = new(
    [
        Make("GET", "/api/cse"), Make("POST", "/api/cse"), Make("GET", "/api/cse/template"), Make("DELETE", "/api/cse/{cluster}"), Make("GET", "/api/cse/{cluster}/info"),
        Make("GET", "/api/cse/{cluster}/{node}/info"), Make("GET", "/api/cse/_1/clusters/{id}"), Make("GET", "/api/cse/_1/clusters"),
    ]);

    [Theory]
    [InlineData("GET", "/api/cse", "/api/cse")]
    [InlineData("GET", "/api/cse/", "/api/cse")]
    [InlineData("GET", "/api/cse/template", "/api/cse/template")]
    [InlineData("DELETE", "/api/cse/c1", "/api/cse/{cluster}")]
    [InlineData("GET", "/api/cse/c1/node-a1b2/info", "/api/cse/{cluster}/{node}/info")]
    [InlineData("GET", "/api/cse/_1/clusters", "/api/cse/_1/clusters")]
    [InlineData("GET", "/api/cse/_1/clusters/urn%3Avcloud%3Avapp%3A1", "/api/cse/_1/clusters/{id}")]
    public void A_path_finds_its_route(string method, string path, string pattern) =>
        Assert.Equal(pattern, s_table.Find(method, path, out _, out _)?.Pattern);

    [Theory]
    [InlineData("PUT", "/api/cse", "GET, POST")]
    [InlineData("GET", "/api/cse/c1", "DELETE")]
    [InlineData("DELETE", "/api/cse/template", "GET")]
    [InlineData("PUT", "/api/cse/c1/info", "GET")]
    public void A_wrong_method_is_told_from_a_wrong_path(string method, string path, string allowed)
    {
        Assert.Null(s_table.Find(method, path, out _, out IReadOnlyList<string> methods));
        Assert.Equal(allowed, string.Join(", ", methods));
    }

    [Theory]
    [InlineData("/api/cse/c1/else")]
    [InlineData("/api")]
    [InlineData("/")]
    [InlineData("/api/cse//info")]
    [InlineData("/api/cse/a%2Fb/info")]
    [InlineData("/api/cse/a%00b/info")]
    public void An_unknown_path_knows_no_method(string path)
    {
        Assert.Null(s_table.Find("GET", path, out _, out IReadOnlyList<string> methods));
        Assert.Empty(methods);
    }

    [Fact]
    public void Parts_of_a_path_are_decoded_once()
    {
        s_table.Find("GET", "/api/cse/c%2541/info", out IReadOnlyDictionary<string, string> values, out _);
        Assert.Equal("c%41", values["cluster"]);
    }

    private static Route Make(string method, string pattern) => new(method, pattern, "", (_, _) => throw new InvalidOperationException());
}
