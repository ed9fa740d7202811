using System.Text;

namespace CsePowerShell.VCloud.Tests.Versions;

public sealed class VersionChoiceTests
{
    [Fact]
    public void The_highest_version_both_sides_know_is_chosen() =>
        Assert.Equal("36.0", Choose(("27.0", false), ("36.0", false), ("30.0", false), ("40.0", false)).Version.ToString());

    [Fact]
    public void Version_36_10_is_later_than_36_9() =>
        Assert.Equal("36.10", Choose(("36.9", false), ("36.10", false), ("36.2", false)).Version.ToString());

    [Fact]
    public void A_deprecated_version_is_chosen_only_where_there_is_no_other()
    {
        Assert.Equal("29.0", Choose(("31.0", true), ("29.0", false)).Version.ToString());
        VersionChoice.Offer only = Choose(("29.0", true), ("27.0", true));
        Assert.Equal("29.0", only.Version.ToString());
        Assert.True(only.IsDeprecated);
    }

    [Fact]
    public void Versions_up_to_39_are_known() => Assert.Equal("39.1", Choose(("38.1", false), ("39.1", false), ("36.3", false)).Version.ToString());

    [Fact]
    public void Alpha_versions_are_ignored()
    {
        byte[] document = Encoding.UTF8.GetBytes(
            """
            <SupportedVersions xmlns="http://www.vmware.com/vcloud/versions" xmlns:ns2="http://www.vmware.com/vcloud/v1.5">
              <VersionInfo deprecated="false"><Version>35.2</Version><LoginUrl>https://h/api/sessions</LoginUrl><ProviderLoginUrl>https://h/x</ProviderLoginUrl></VersionInfo>
              <VersionInfo deprecated="false"><Version>36.0.0-alpha-1631232165</Version><LoginUrl>https://h/api/sessions</LoginUrl></VersionInfo>
              <AlphaVersion deprecated="false"><Version>37.0.0-alpha</Version></AlphaVersion>
            </SupportedVersions>
            """);
        List<VersionChoice.Offer> offers = VersionChoice.Read(document)!;
        Assert.Equal(["35.2"], offers.Select(o => o.Version.ToString()));
    }

    [Fact]
    public void No_common_version_names_both_sides()
    {
        var failure = Assert.Throws<VCloudVersionException>(() => Choose(("5.1", false), ("20.0", false)));
        Assert.Equal(["5.1", "20.0"], failure.SupportedVersions);
        Assert.Contains("27.0 to 39.x", failure.Message);
    }

    [Fact]
    public void A_version_that_was_asked_for_has_to_be_offered_and_known()
    {
        Assert.Equal("30.0", Choose("30.0", ("30.0", true), ("36.0", false)).Version.ToString());
        Assert.Throws<VCloudVersionException>(() => Choose("31.0", ("30.0", false), ("36.0", false)));
        Assert.Throws<VCloudVersionException>(() => Choose("41.0", ("41.0", false)));
        Assert.Throws<ArgumentException>(() => Choose("latest", ("36.0", false)));
    }

    [Theory]
    [InlineData("<html><body>It works!</body></html>")]
    [InlineData("not xml at all")]
    [InlineData("")]
    [InlineData("<!DOCTYPE SupportedVersions [<!ENTITY x \"y\">]><SupportedVersions xmlns=\"http://www.vmware.com/vcloud/versions\"/>")]
    public void Something_else_than_a_versions_document_is_no_vcloud(string body) => Assert.Null(VersionChoice.Read(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public async Task A_deprecated_version_is_used_with_a_warning()
    {
        var log = new CapturedLog();
        await using StandInCloud cloud = await StandInCloud.StartAsync(new StandInCloud { Versions = StandInCloud.VersionsDocument(("27.0", true), ("29.0", true)) });
        using VCloudClient client = await cloud.ConnectAsync(o => o.Logger = log);
        Assert.Equal("29.0", client.Server.ApiVersion);
        Assert.True(client.Server.IsApiVersionDeprecated);
        Assert.Contains(log.Lines, line => line.Level == Microsoft.Extensions.Logging.LogLevel.Warning && line.Text.Contains("29.0", StringComparison.Ordinal));
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Fact]
    public async Task Every_request_names_the_version()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        using VCloudClient client = await cloud.ConnectAsync();
        await client.LogoutAsync(StandInCloud.Cancel);
        Assert.Equal("application/*+xml", cloud.Server.Requests.First().Headers["Accept"]);
        Assert.Equal("application/json;version=36.0", cloud.Server.Sent("POST", "/cloudapi/1.0.0/sessions").Single().Headers["Accept"]);
        Assert.Equal("application/*+xml;version=36.0", cloud.Server.Sent("GET", "/api/session").Single().Headers["Accept"]);
    }

    [Theory]
    [InlineData("/api/versions", 200, "<html>hello</html>", "text/html")]
    [InlineData("/api/versions", 404, "", "text/plain")]
    public async Task A_server_that_is_not_vcloud_is_told_so(string path, int status, string body, string mediaType)
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        cloud.On("GET", path, status, body, mediaType);
        var failure = await Assert.ThrowsAsync<VCloudConnectionException>(() => cloud.ConnectAsync());
        Assert.Equal(VCloudConnectionFailure.NotVCloud, failure.Kind);
        Assert.Empty(cloud.Server.Sent("POST", "/api/sessions"));
    }

    private static VersionChoice.Offer Choose(params (string Version, bool Deprecated)[] offers) => Choose(null, offers);

    private static VersionChoice.Offer Choose(string? wanted, params (string Version, bool Deprecated)[] offers) =>
        VersionChoice.Choose([.. offers.Select(o => new VersionChoice.Offer(Parse(o.Version), o.Deprecated))], wanted, "vcd.example");

    private static ApiVersion Parse(string text) => ApiVersion.TryParse(text, out ApiVersion version) ? version : throw new ArgumentException(text);
}
