using System.Collections;
using System.Management.Automation;
using System.Xml;
using CsePowerShell.Cmdlets;
using CsePowerShell.Tests.Support;
using CsePowerShell.VCloud;

namespace CsePowerShell.Tests.Cmdlets;

public sealed class RestAndContextTests
{
    private static readonly Uri s_endpoint = new("https://vcd.example.com/");

    private readonly Session _session = new();

    [Theory]
    [InlineData("/api/org", "/api/org", "application/*+xml")]
    [InlineData("api/org?x=1", "/api/org?x=1", "application/*+xml")]
    [InlineData("https://vcd.example.com/cloudapi/1.0.0/vdcs", "/cloudapi/1.0.0/vdcs", "application/json")]
    [InlineData("/api/cse/clusters", "/api/cse/clusters", "application/*+json")]
    public void An_address_becomes_a_path_of_the_server_and_its_part_of_the_API_says_what_it_speaks(string address, string path, string accept)
    {
        RawRequest request = new("GET", address, s_endpoint);
        Assert.Equal((path, accept), (request.Path, request.Accept));
    }

    [Theory]
    [InlineData("https://evil.example.com/api/org")]
    [InlineData("https://vcd.example.com:8443/api/org")]
    [InlineData("//evil.example.com/api")]
    public void Another_server_is_refused(string address) => Assert.Throws<ArgumentException>(() => new RawRequest("GET", address, s_endpoint));

    [Theory]
    [InlineData("Authorization")]
    [InlineData("cookie")]
    [InlineData("X-VCLOUD-AUTHORIZATION")]
    public void A_header_that_says_who_asks_is_the_connections_business(string name) =>
        Assert.Throws<ArgumentException>(() => new RawRequest("GET", "/api", s_endpoint).AddHeader(name, "x"));

    [Fact]
    public void A_header_with_a_line_break_is_refused() => Assert.Throws<ArgumentException>(() => new RawRequest("GET", "/api", s_endpoint).AddHeader("X", "a\r\nCookie: b"));

    [Fact]
    public void A_body_of_objects_becomes_JSON_and_a_text_stays_as_it_is()
    {
        (string text, string? type) = BodyText.Write(new Hashtable { ["name"] = "web", ["list"] = new object[] { 1, true, null! } });
        Assert.Equal("application/json", type);
        Assert.Contains("\"list\":[1,true,null]", text);
        Assert.Equal(("<a/>", null), BodyText.Write("<a/>"));
        Assert.Equal(("[1]", "application/json"), BodyText.Write("[1]"));
    }

    [Fact]
    public void A_body_that_came_is_parsed_by_its_type_and_stays_text_where_it_lies()
    {
        Assert.Equal("x", ((XmlDocument)BodyText.Read("<a><b>x</b></a>", "application/vnd.vmware.vcloud.org+xml")!).InnerText);
        Assert.Equal("{", BodyText.Read("{", "application/json"));
        Assert.Equal("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", BodyText.Read("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "text/xml"));
        Assert.Equal("2026-01-01T00:00:00Z", ((object[])BodyText.Read("[\"2026-01-01T00:00:00Z\"]", "application/json")!)[0]);
        Assert.Null(BodyText.Read("", "application/json"));
    }

    [Fact]
    public void Defaults_of_a_connection_are_looked_up_kept_and_taken_away_again()
    {
        _session.With("PassThru").Run(new SetCseContextCommand { Vdc = "ACME-VDC", Network = "acme-net", NodePoolSize = 3 });
        CseContext context = Assert.Single(_session.OutputOf<CseContext>());
        Assert.Equal(("acme-vdc", "acme-net", 3), (context.Vdc, context.Network, context.NodePoolSize));
        _session.Run(new SetCseContextCommand { Network = "", NodePoolSize = 0 });
        _session.Host.Output.Clear();
        _session.Run(new GetCseContextCommand());
        context = Assert.Single(_session.OutputOf<CseContext>());
        Assert.Equal(("acme-vdc", null, null, _session.Connection.Id), (context.Vdc, context.Network, context.NodePoolSize, context.Server));
    }

    [Fact]
    public void A_default_that_does_not_exist_is_an_error_that_lists_what_does()
    {
        _session.Run(new SetCseContextCommand { Vdc = "acme-vcd" });
        Assert.Equal("CseNotFound", Assert.Single(_session.Host.Errors).Id);
        Assert.Contains("acme-small", _session.Host.Errors[0].Message);
        Assert.Null(_session.Connection.Context.Vdc);
    }

    [Fact]
    public void A_new_cluster_takes_from_the_defaults_what_was_not_given_and_names_what_is_missing()
    {
        _session.Run(new NewCseClusterCommand { Name = "web" });
        Assert.Equal("CseBadRequest", Assert.Single(_session.Host.Errors).Id);
        Assert.Contains("-Vdc, -Network, -Template", _session.Host.Errors[0].Message);
        _session.Connection.Context = new CseContext { Vdc = "acme-vdc", Network = "acme-net", Template = "ubuntu", NodePoolSize = 3 };
        _session.Run(new NewCseClusterCommand { Name = "web" });
        _session.Run(new NewCseClusterCommand { Name = "api", Vdc = "acme-small", Network = "acme-tight", WorkerCount = 1 });
        Assert.Equal(
            [("acme-vdc", "acme-net", "ubuntu", 3), ("acme-small", "acme-tight", "ubuntu", 1)],
            _session.Clusters.Specs.Select(spec => (spec.Vdc, spec.Network, spec.Template, spec.Pools.Single(pool => pool.Role == Clusters.NodeRole.Worker).Count)));
    }

    [Fact]
    public void A_default_network_does_not_go_with_another_VDC()
    {
        _session.Connection.Context = new CseContext { Vdc = "acme-vdc", Network = "acme-net", Template = "ubuntu" };
        _session.Run(new NewCseClusterCommand { Name = "web", Vdc = "acme-small" });
        Assert.Contains("-Network", Assert.Single(_session.Host.Errors).Message);
    }

    [Fact]
    public void Defaults_are_not_set_with_WhatIf()
    {
        _session.Host.IsWhatIf = true;
        _session.Run(new SetCseContextCommand { Vdc = "acme-vdc" });
        Assert.Null(_session.Connection.Context.Vdc);
    }
}
