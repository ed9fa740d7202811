using System.Net;
using System.Xml.Linq;
using CsePowerShell.Simulator.Tests.Support;
using static CsePowerShell.Simulator.Tests.Support.Caller;

namespace CsePowerShell.Simulator.Tests.Api;

public sealed class NegotiationTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    private static readonly XNamespace s_versions = "http://www.vmware.com/vcloud/versions";

    [Theory]
    [InlineData(";version=None")]
    [InlineData(";version=32.0")]
    [InlineData("text/html")]
    public async Task Versions_are_told_to_anybody_whatever_they_accept(string accept)
    {
        using Caller nobody = new(fixture.Cloud) { Accept = accept };
        XElement document = await nobody.GetAsync("api/versions");
        Assert.Contains(document.Elements(s_versions + "VersionInfo"), info => (string?)info.Element(s_versions + "Version") == "27.0"
            && (string?)info.Attribute("deprecated") == "true");
        Assert.Contains(document.Elements(s_versions + "VersionInfo"), info => (string?)info.Element(s_versions + "Version") == "36.0"
            && (string?)info.Attribute("deprecated") == "false");
    }

    [Fact]
    public async Task The_versions_offered_are_an_option()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync(options => options.ApiVersions = ["29.0!", "30.0"]);
        using Caller nobody = new(cloud);
        Assert.Equal(["29.0", "30.0"], (await nobody.GetAsync("api/versions")).Descendants(s_versions + "Version").Select(version => version.Value));
        using Caller alice = await LogInAsync(cloud, "alice", "acme", "30.0");
        alice.Accept = "application/*+xml;version=33.0";
        await alice.RefusedAsync(HttpStatusCode.NotAcceptable, HttpMethod.Get, "api/org");
    }

    [Theory]
    [InlineData("application/*+xml;version=9.0")]
    [InlineData("application/*+xml")]
    [InlineData("application/*+json;version=33.0")]
    [InlineData("application/vnd.vmware.vcloud.vdc+xml;version=33.0")]
    [InlineData("nonsense")]
    public async Task An_Accept_that_cannot_be_met_is_406(string accept)
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        alice.Accept = accept;
        await alice.RefusedAsync(HttpStatusCode.NotAcceptable, HttpMethod.Get, "api/org");
    }

    [Theory]
    [InlineData("27.0")]
    [InlineData("30.0")]
    [InlineData("36.3")]
    public async Task The_answer_is_in_the_version_asked_for_with_its_media_type_in_lower_case(string version)
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme", version);
        HttpResponseMessage answer = await alice.SendAsync(HttpMethod.Get, "api/org");
        Assert.Equal($"application/vnd.vmware.vcloud.orglist+xml;version={version}", answer.Content.Headers.NonValidated["Content-Type"].ToString());
    }

    [Fact]
    public async Task Every_answer_carries_its_request_id_and_echoes_the_token()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        HttpResponseMessage right = await alice.SendAsync(HttpMethod.Get, "api/session"),
            wrong = await alice.SendAsync(HttpMethod.Get, "api/nothing");
        Assert.Equal(HttpStatusCode.NotFound, wrong.StatusCode);
        Assert.True(right.Headers.Contains("x-vcloud-authorization"));
        string id = wrong.Headers.GetValues("X-VMWARE-VCLOUD-REQUEST-ID").Single();
        Assert.NotEqual(id, right.Headers.GetValues("X-VMWARE-VCLOUD-REQUEST-ID").Single());
    }

    [Fact]
    public async Task The_request_id_stands_in_front_of_error_messages()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        HttpResponseMessage answer = await alice.SendAsync(HttpMethod.Get, $"api/vdc/{Guid.NewGuid()}");
        XElement error = XElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith($"[ {answer.Headers.GetValues("X-VMWARE-VCLOUD-REQUEST-ID").Single()} ] ", (string?)error.Attribute("message"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/xml")]
    [InlineData("application/vnd.vmware.vcloud.recomposeVAppParams+xml")]
    public async Task A_body_of_another_media_type_is_415(string? type)
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string href = (await alice.VdcAsync()).Link("add", "composeVAppParams")!;
        await alice.RefusedAsync(HttpStatusCode.UnsupportedMediaType, HttpMethod.Post, href,
            Bodies.Compose("x", "acme-net", await alice.NetworkAsync()), type);
    }

    [Fact]
    public async Task Media_types_of_bodies_are_compared_without_case_and_parameters()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string href = (await alice.VdcAsync()).Link("add", "composeVAppParams")!;
        await alice.PostAsync(href, Bodies.Compose("lower-case-type", "acme-net", await alice.NetworkAsync()),
            Types.Compose.ToLowerInvariant() + "; charset=utf-8; version=33.0");
    }

    [Fact]
    public async Task A_wrong_method_on_a_known_path_is_405_and_a_malformed_uuid_404()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        await alice.RefusedAsync(HttpStatusCode.MethodNotAllowed, HttpMethod.Delete, "api/org");
        await alice.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, "api/vApp/vapp-12");
    }

    [Fact]
    public async Task Requests_over_the_limits_of_size_elements_and_depth_are_refused()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string href = (await alice.VdcAsync()).Link("add", "composeVAppParams")!;
        string start = "<ComposeVAppParams xmlns=\"http://www.vmware.com/vcloud/v1.5\" name=\"x\">", end = "</ComposeVAppParams>";
        (string Body, string Says)[] tooMuch =
        [
            ($"{start}<Description>{new string('x', 600_000)}</Description>{end}", "512 KB"),
            (start + string.Concat(Enumerable.Repeat("<Description/>", 4_100)) + end, "4096 elements"),
            (start + string.Concat(Enumerable.Repeat("<a>", 120)) + string.Concat(Enumerable.Repeat("</a>", 120)) + end, "nested deeper"),
            ("<!DOCTYPE x [<!ENTITY e 'x'>]>" + start + "&e;" + end, "not well-formed"),
            ("<not closed", "not well-formed"),
        ];
        foreach ((string body, string says) in tooMuch)
            Assert.Contains(says,
                (string?)(await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, href, body, Types.Compose)).Attribute("message"),
                StringComparison.Ordinal);
    }
}
