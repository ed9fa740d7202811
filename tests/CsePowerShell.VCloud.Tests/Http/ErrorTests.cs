using System.Net;
using Microsoft.AspNetCore.Http;

namespace CsePowerShell.VCloud.Tests.Http;

public sealed class ErrorTests
{
    private const string VAppPath = "/api/vApp/vapp-484e63ae-a22d-4710-ba58-c33c0c2b4885";

    [Fact]
    public void An_error_document_gives_codes_words_and_request_id()
    {
        VCloudException failure = From(400, StandInCloud.Error(400, "DUPLICATE_NAME", "The VCD entity c1 already exists."));
        Assert.Equal((400, 400, "DUPLICATE_NAME"), (failure.HttpStatus, failure.MajorErrorCode, failure.MinorErrorCode));
        Assert.Equal("The VCD entity c1 already exists.", failure.ServerMessage);
        Assert.Equal("24e9f319-05bd-474e-bd1d-2b8bb3ea9c98", failure.RequestId);
        Assert.True(failure.IsDuplicateName);
        Assert.False(failure.IsBusyEntity);
        Assert.Contains("GET /api/vApp/x", failure.Message);
    }

    [Fact]
    public void The_other_wording_of_a_taken_name_is_recognized() =>
        Assert.True(From(400, StandInCloud.Error(400, "BAD_REQUEST", "There is already a VM named &quot;node-a1b2&quot;.")).IsDuplicateName);

    [Theory]
    [InlineData(400, "BUSY_ENTITY", typeof(VCloudBusyException))]
    [InlineData(500, "BUSY_ENTITY", typeof(VCloudBusyException))]
    [InlineData(429, "", typeof(VCloudBusyException))]
    [InlineData(503, "", typeof(VCloudBusyException))]
    [InlineData(401, "", typeof(VCloudAuthenticationException))]
    [InlineData(403, "ACCESS_TO_RESOURCE_IS_FORBIDDEN", typeof(VCloudForbiddenException))]
    [InlineData(404, "RESOURCE_NOT_FOUND", typeof(VCloudForbiddenException))]
    [InlineData(400, "BAD_REQUEST", typeof(VCloudException))]
    [InlineData(406, "", typeof(VCloudException))]
    [InlineData(504, "GATEWAY_TIMEOUT", typeof(VCloudException))]
    public void Each_status_has_its_type(int status, string minor, Type type)
    {
        VCloudException failure = From(status, minor.Length == 0 ? "" : StandInCloud.Error(status, minor, "Words"));
        Assert.IsType(type, failure);
        Assert.Equal(minor.Length == 0 ? null : minor, failure.MinorErrorCode);
        Assert.EndsWith(".", failure.Message.Replace("(", "", StringComparison.Ordinal).TrimEnd(')') + ".", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "text/plain")]
    [InlineData("<html><body><h1>502 Bad Gateway</h1></body></html>", "text/html")]
    [InlineData("<Error xmlns=\"http://www.vmware.com/vcloud/v1.5\"", "application/xml")]
    [InlineData("\0\u0001", "application/octet-stream")]
    [InlineData("[1,2", "application/json")]
    [InlineData("{\"message\":{\"a\":1}}", "application/json")]
    public void An_odd_error_body_is_no_second_failure(string body, string mediaType)
    {
        VCloudException failure = From(500, body, mediaType);
        Assert.Equal(500, failure.HttpStatus);
        Assert.Null(failure.MinorErrorCode);
        Assert.DoesNotContain("<", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_json_error_of_cloudapi_is_read()
    {
        VCloudException failure = From(403, """{"minorErrorCode":"ACCESS_TO_RESOURCE_IS_FORBIDDEN","message":"[ 24e9f319-05bd-474e-bd1d-2b8bb3ea9c98 ] No right","stackTrace":null}""", "application/json");
        Assert.Equal("ACCESS_TO_RESOURCE_IS_FORBIDDEN", failure.MinorErrorCode);
        Assert.Equal("No right", failure.ServerMessage);
    }

    [Fact]
    public async Task A_success_that_is_not_the_document_asked_for_is_told_apart()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        cloud.On("GET", VAppPath, 200, "<html>Welcome to the portal</html>", "text/html");
        using VCloudClient client = await cloud.ConnectAsync();
        var failure = await Assert.ThrowsAsync<VCloudResponseException>(() => client.VApps.GetAsync(new EntityReference("c1", Fixtures.VAppHref), StandInCloud.Cancel));
        Assert.Contains("VApp", failure.Message);
        cloud.On("GET", VAppPath, 200, "hello", "text/plain");
        await Assert.ThrowsAsync<VCloudResponseException>(() => client.VApps.GetAsync(new EntityReference("c1", Fixtures.VAppHref), StandInCloud.Cancel));
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_so_the_token_stays_here()
    {
        await using LoopbackServer elsewhere = await LoopbackServer.StartAsync((context, _) => StandInCloud.Send(context, 200));
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        cloud.On("GET", VAppPath, (context, _) =>
        {
            context.Response.Headers.Location = elsewhere.Endpoint + "api/x";
            return StandInCloud.Send(context, (int)HttpStatusCode.Found);
        });
        using VCloudClient client = await cloud.ConnectAsync();
        var failure = await Assert.ThrowsAsync<VCloudException>(() => client.VApps.GetAsync(new EntityReference("c1", Fixtures.VAppHref), StandInCloud.Cancel));
        Assert.Equal(302, failure.HttpStatus);
        Assert.Empty(elsewhere.Requests);
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Fact]
    public async Task An_address_on_another_host_is_asked_of_this_one()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        cloud.On("GET", VAppPath, 200, Fixtures.VApp());
        using VCloudClient client = await cloud.ConnectAsync();
        Assert.Equal("c1", (await client.VApps.GetAsync(new EntityReference("c1", "https://attacker.invalid" + VAppPath), StandInCloud.Cancel)).Name);
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    private static VCloudException From(int status, string body, string mediaType = "application/vnd.vmware.vcloud.error+xml") => RequestFailure.From(new ApiResponse
    {
        Status = status,
        Body = Fixtures.Bytes(body),
        MediaType = mediaType,
        Request = "GET /api/vApp/x",
    });
}
