using System.Net;
using System.Xml.Linq;
using CsePowerShell.Simulator.Tests.Support;
using static CsePowerShell.Simulator.Tests.Support.Caller;

namespace CsePowerShell.Simulator.Tests.Api;

/// <summary>Who sees what, and which links they find there.</summary>
public sealed class RoleTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    [Theory]
    [InlineData("alice", true)]
    [InlineData("carol", true)]
    [InlineData("dave", false)]
    [InlineData("erin", false)]
    public async Task Only_who_may_compose_finds_the_link_and_is_let_through(string user, bool may)
    {
        using Caller caller = await LogInAsync(fixture.Cloud, user, "acme");
        XElement vdc = await caller.VdcAsync();
        Assert.Equal(may, vdc.Link("add", "composeVAppParams") is not null);
        Assert.Equal(may, vdc.Link("add", "instantiateVAppTemplateParams") is not null);
        string body = Bodies.Compose($"compose-{user}", "acme-net", await caller.NetworkAsync()),
            href = vdc.Attribute("href")!.Value + "/action/composeVApp";
        if (may) await caller.PostAsync(href, body, Types.Compose);
        else AssertForbidden(await caller.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, href, body, Types.Compose));
    }

    [Fact]
    public async Task Another_tenant_neither_reads_nor_finds_nor_changes_anything()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme"), bob = await LogInAsync(fixture.Cloud, "bob", "globex");
        string vApp = await alice.ComposeAsync("isolated"), vdc = (await alice.VdcAsync()).Attribute("href")!.Value,
            network = await alice.NetworkAsync();
        await alice.AddVmsAsync(vApp, ["vm-1"]);
        string vm = await alice.VmAsync(vApp, "vm-1"), user = (await alice.GetAsync(vApp + "/owner")).Element(V + "User")!.Attribute("href")!.Value;
        string task = (await alice.StartAsync(HttpMethod.Post, vApp + "/metadata", Bodies.Metadata(("a", "b")), Types.Metadata)).Attribute(
            "href")!.Value;

        foreach (string href in (string[])[vApp, vApp + "/metadata", vApp + "/owner", vApp + "/controlAccess/", vm,
            vm + "/guestCustomizationSection/", vdc, network, user, task, (await alice.OrgAsync()).Attribute("href")!.Value])
            AssertForbidden(await bob.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, href));
        AssertForbidden(await bob.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Delete, vApp + "?force=true"));
        AssertForbidden(await bob.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, vApp + "/metadata", Bodies.Metadata(("x", "y")),
            Types.Metadata));
        AssertForbidden(await bob.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, vdc + "/action/composeVApp",
            Bodies.Compose("z", "n", network), Types.Compose));

        foreach (string type in (string[])["vApp", "vm", "task", "orgVdc", "orgVdcNetwork", "user"])
            Assert.DoesNotContain((await bob.GetAsync($"api/query?type={type}&pageSize=128")).Descendants().Attributes(), attribute =>
                attribute.Value is "isolated" or "acme-vdc" or "acme-net" or "alice");
        Assert.Equal("0", (string?)(await bob.GetAsync("api/query?type=vApp&filter=name==isolated")).Attribute("total"));
    }

    [Fact]
    public async Task An_unknown_uuid_is_forbidden_like_an_invisible_one()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        foreach (string path in (string[])["vApp/vapp-", "vApp/vm-", "vdc/", "org/", "network/", "catalog/", "task/", "vAppTemplate/vappTemplate-"])
            AssertForbidden(await alice.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, $"api/{path}{Guid.NewGuid()}"));
    }

    [Fact]
    public async Task A_vApp_author_sees_own_and_shared_vApps_only()
    {
        using Caller carol = await LogInAsync(fixture.Cloud, "carol", "acme"), frank = await LogInAsync(fixture.Cloud, "frank", "acme"),
            alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string vApp = await carol.ComposeAsync("of-carol");
        AssertForbidden(await frank.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, vApp));
        Assert.Equal("of-carol", (string?)(await alice.GetAsync(vApp)).Attribute("name"));

        string frankHref = await UserAsync(frank, "frank");
        await carol.StartAsync(HttpMethod.Post, vApp + "/action/controlAccess", Bodies.Share(frankHref, "ReadOnly"), Types.ControlAccess);
        XElement read = await frank.GetAsync(vApp);
        Assert.Null(read.Link("recompose"));
        Assert.Null(read.Link("remove"));
        Assert.Null(read.Link("edit"));
        Assert.Equal("1", (string?)(await frank.GetAsync("api/query?type=vApp&filter=name==of-carol")).Attribute("total"));
        AssertForbidden(await frank.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, vApp + "/metadata", Bodies.Metadata(("x", "y")),
            Types.Metadata));

        await carol.StartAsync(HttpMethod.Post, vApp + "/action/controlAccess", Bodies.Share(frankHref, "Change"), Types.ControlAccess);
        XElement change = await frank.GetAsync(vApp);
        Assert.NotNull(change.Link("recompose"));
        Assert.Null(change.Link("remove"));
        AssertForbidden(await frank.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Delete, vApp));

        await carol.StartAsync(HttpMethod.Post, vApp + "/action/controlAccess", Bodies.Share(null, "", "FullControl"), Types.ControlAccess);
        Assert.NotNull((await frank.GetAsync(vApp)).Link("remove"));
    }

    [Fact]
    public async Task A_share_of_full_control_does_not_give_rights_that_the_role_lacks()
    {
        using Caller carol = await LogInAsync(fixture.Cloud, "carol", "acme"), erin = await LogInAsync(fixture.Cloud, "erin", "acme"),
            dave = await LogInAsync(fixture.Cloud, "dave", "acme");
        string vApp = await carol.ComposeAsync("shared-with-all");
        await carol.StartAsync(HttpMethod.Post, vApp + "/action/controlAccess", Bodies.Share(null, "", "FullControl"), Types.ControlAccess);
        Assert.Null((await erin.GetAsync(vApp)).Link("recompose"));
        Assert.Null((await erin.GetAsync(vApp)).Link("remove"));
        Assert.Null((await dave.GetAsync(vApp)).Link("recompose"));
        Assert.NotNull((await dave.GetAsync(vApp)).Link("remove"));
        AssertForbidden(await erin.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Delete, vApp));
    }

    [Fact]
    public async Task The_owner_can_be_changed_by_an_administrator_only()
    {
        using Caller carol = await LogInAsync(fixture.Cloud, "carol", "acme"), frank = await LogInAsync(fixture.Cloud, "frank", "acme"),
            alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string vApp = await carol.ComposeAsync("given-away"), frankHref = await UserAsync(frank, "frank");
        AssertForbidden(await carol.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Put, vApp + "/owner",
            Bodies.Owner(await UserAsync(carol, "carol")), Types.Owner));
        Assert.Equal(HttpStatusCode.NoContent,
            (await alice.SendAsync(HttpMethod.Put, vApp + "/owner", Bodies.Owner(frankHref), Types.Owner)).StatusCode);
        Assert.NotNull((await frank.GetAsync(vApp)).Link("recompose"));
        AssertForbidden(await carol.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, vApp));
    }

    [Fact]
    public async Task The_password_of_a_VM_is_not_for_those_who_only_read_it()
    {
        using Caller carol = await LogInAsync(fixture.Cloud, "carol", "acme"), erin = await LogInAsync(fixture.Cloud, "erin", "acme");
        string vApp = await carol.ComposeAsync("with-password");
        await carol.AddVmsAsync(vApp, ["vm-1"]);
        await carol.StartAsync(HttpMethod.Post, vApp + "/action/controlAccess", Bodies.Share(null, "", "ReadOnly"), Types.ControlAccess);
        string vm = await carol.VmAsync(vApp, "vm-1");
        Assert.True(((string?)(await carol.GetAsync(vm + "/guestCustomizationSection/")).Element(V + "AdminPassword"))?.Length >= 8);
        Assert.Null((await erin.GetAsync(vm + "/guestCustomizationSection/")).Element(V + "AdminPassword"));
        Assert.Empty((await erin.GetAsync(vApp)).Descendants(V + "AdminPassword"));
    }

    [Fact]
    public async Task The_published_catalog_is_read_by_authors_of_every_organization_and_by_nobody_without_the_right()
    {
        foreach ((string user, string org, string count) in ((string, string, string)[])[("alice", "acme", "4"), ("carol", "acme", "4"),
            ("bob", "globex", "4"), ("erin", "acme", "0")])
        {
            using Caller caller = await LogInAsync(fixture.Cloud, user, org);
            Assert.Equal(count, (string?)(await caller.GetAsync("api/query?type=vAppTemplate")).Attribute("total"));
        }
    }

    private static async Task<string> UserAsync(Caller caller, string name)
    {
        string urn = (await caller.GetAsync("api/session")).Attribute("userId")!.Value;
        XElement user = await caller.GetAsync((await caller.GetAsync("api/entity/" + urn)).Link("alternate")!);
        Assert.Equal(name, (string?)user.Attribute("name"));
        return user.Attribute("href")!.Value;
    }

    private static void AssertForbidden(XElement error) =>
        Assert.Equal("ACCESS_TO_RESOURCE_IS_FORBIDDEN", (string?)error.Attribute("minorErrorCode"));
}
