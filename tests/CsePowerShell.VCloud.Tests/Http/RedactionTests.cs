using System.IO.Compression;
using System.Text;

namespace CsePowerShell.VCloud.Tests.Http;

public sealed class RedactionTests
{
    private const string VAppPath = "/api/vApp/vapp-484e63ae-a22d-4710-ba58-c33c0c2b4885";

    [Theory]
    [InlineData("<AdminPassword>S3cret!</AdminPassword>")]
    [InlineData("<vcloud:AdminPassword ovf:x=\"1\">S3cret!</vcloud:AdminPassword>")]
    [InlineData("<AdminPassword><![CDATA[S3cret!]]></AdminPassword>")]
    [InlineData("<AdminPassword>S3\n<cret!</AdminPassword>", "cret!")]
    [InlineData("<DomainUserPassword>S3cret!</DomainUserPassword>")]
    [InlineData("<vmext:AmqpPassword>S3cret!</vmext:AmqpPassword>")]
    [InlineData("<x password=\"S3cret!\"/>")]
    [InlineData("{\"access_token\": \"S3cret!\"}")]
    [InlineData("{\"password\":\"S3\\\"cret!\"}", "cret!")]
    [InlineData("Authorization: Basic S3cret!")]
    [InlineData("x-vcloud-authorization: S3cret!")]
    [InlineData("Set-Cookie: vcloud-token=S3cret!; Secure")]
    [InlineData("bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJTM2NyZXQhIn0.c2ln and more", "eyJzdWI")]
    public void What_looks_like_a_secret_is_taken_out(string text, string secret = "S3cret!")
    {
        string clean = new Redaction().Clean(text);
        Assert.DoesNotContain(secret, clean, StringComparison.Ordinal);
        Assert.Contains(Redaction.Stars, clean, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_secret_stays()
    {
        const string Text = "<AdminPasswordEnabled>true</AdminPasswordEnabled><AdminPasswordAuto>true</AdminPasswordAuto><ResetPasswordRequired>false</ResetPasswordRequired>";
        Assert.Equal(Text, new Redaction().Clean(Text));
    }

    [Fact]
    public async Task No_secret_of_a_whole_flow_reaches_log_trace_or_exception()
    {
        const string Generated = "Gener4ted-pw!";
        const string Typed = "T7ped-p&ssword";
        string folder = Directory.CreateTempSubdirectory("vcloud-trace").FullName;
        var log = new CapturedLog();
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        cloud.On("GET", VAppPath, (context, _) =>
        {
            context.Response.Headers.SetCookie = "vcloud-token=0123456789abcdef0123456789abcdef; Secure; Path=/";
            return StandInCloud.Send(context, 200, Fixtures.VApp());
        });
        cloud.On("POST", VAppPath + "/action/recomposeVApp", (context, request) => StandInCloud.Send(context, 400, StandInCloud.Error(400, "BAD_REQUEST", "Bad token " + cloud.LiveTokens.First())));
        try
        {
            string failures;
            string[] tokens;
            using (VCloudClient client = await cloud.ConnectAsync(o => (o.Logger, o.TraceFolder) = (log, folder)))
            {
                VApp vapp = await client.VApps.GetAsync(new EntityReference("c1", Fixtures.VAppHref), StandInCloud.Cancel);
                var change = new RecomposeVApp
                {
                    Add = [new VmToAdd { Name = "x", Source = vapp.Vms[0], Customization = new GuestCustomization { IsAdminPasswordEnabled = true, AdminPassword = new VCloudSecret(Typed) } }],
                };
                failures = (await Assert.ThrowsAsync<VCloudException>(() => client.VApps.RecomposeAsync(vapp, change, StandInCloud.Cancel))).ToString();
                tokens = [.. cloud.LiveTokens];
                await client.LogoutAsync(StandInCloud.Cancel);
            }

            string trace = string.Concat(Directory.EnumerateFiles(folder).Select(File.ReadAllText));
            Assert.Contains("recompose", log.Text, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("AdminPassword", trace, StringComparison.Ordinal);
            string[] secrets = [Generated, Typed, "T7ped-p&amp;ssword", StandInCloud.Password, Convert.ToBase64String(Encoding.UTF8.GetBytes("alice@acme:" + StandInCloud.Password)), .. tokens, "0123456789abcdef0123456789abcdef"];
            foreach (string secret in secrets)
            {
                Assert.DoesNotContain(secret, log.Text, StringComparison.Ordinal);
                Assert.DoesNotContain(secret, trace, StringComparison.Ordinal);
                Assert.DoesNotContain(secret, failures, StringComparison.Ordinal);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Bodies_are_traced_as_numbered_pairs()
    {
        string folder = Directory.CreateTempSubdirectory("vcloud-trace").FullName;
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        cloud.On("GET", VAppPath, 200, Fixtures.VApp());
        try
        {
            using VCloudClient client = await cloud.ConnectAsync(o => o.TraceFolder = folder);
            await client.VApps.GetAsync(new EntityReference("c1", Fixtures.VAppHref), StandInCloud.Cancel);
            await client.LogoutAsync(StandInCloud.Cancel);
            Assert.Equal(["0001.response.xml", "0002.response.json", "0003.response.xml", "0004.response.xml"], Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_packed_answer_is_unpacked_and_counted_as_it_came()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        byte[] packed = Pack(Fixtures.Bytes(Fixtures.VApp() + new string(' ', 100_000)));
        cloud.On("GET", VAppPath, async (context, request) =>
        {
            Assert.Contains("gzip", request.Headers["Accept-Encoding"], StringComparison.Ordinal);
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(packed);
        });
        using VCloudClient client = await cloud.ConnectAsync();
        long before = client.Traffic.BytesReceived;
        Assert.Equal("c1", (await client.VApps.GetAsync(new EntityReference("c1", Fixtures.VAppHref), StandInCloud.Cancel)).Name);
        Assert.Equal(packed.Length, client.Traffic.BytesReceived - before);
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_without_end_is_cut_off_at_the_limit(bool isPacked)
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        byte[] bomb = isPacked ? Pack(new byte[8 * 1024 * 1024]) : new byte[8 * 1024 * 1024];
        cloud.On("GET", VAppPath, async (context, _) =>
        {
            if (isPacked)
                context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(bomb, context.RequestAborted).AsTask().ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using VCloudClient client = await cloud.ConnectAsync(o => o.MaxResponseBytes = 1024 * 1024);
        var failure = await Assert.ThrowsAsync<VCloudResponseException>(() => client.VApps.GetAsync(new EntityReference("c1", Fixtures.VAppHref), StandInCloud.Cancel));
        Assert.Contains("1 MB", failure.Message);
        Assert.DoesNotContain("MaxResponseBytes", failure.Message);
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    private static byte[] Pack(byte[] plain)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal))
            gzip.Write(plain);
        return target.ToArray();
    }
}
