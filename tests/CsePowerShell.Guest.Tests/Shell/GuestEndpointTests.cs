namespace CsePowerShell.Guest.Tests;

public sealed class GuestEndpointTests
{
    [Theory]
    [InlineData("gate.example", "me@gate.example:22")]
    [InlineData("ops@gate:2222", "ops@gate:2222")]
    [InlineData("ops@[fe80::1]:2222", "ops@fe80::1:2222")]
    [InlineData("fe80::1", "me@fe80::1:22")]
    [InlineData(" 10.0.0.1 ", "me@10.0.0.1:22")]
    public void A_jump_host_is_read_as_people_write_it(string text, string expected) => Assert.Equal(expected, JumpHost.Parse(text, "me").ToString());

    [Theory]
    [InlineData("")]
    [InlineData("gate:0")]
    [InlineData("gate:65536")]
    [InlineData("gate:x")]
    [InlineData("-oProxyCommand=id")]
    [InlineData("-x@gate")]
    [InlineData("a b@gate")]
    [InlineData("gate\nProxyCommand id")]
    [InlineData("[fe80::1]x")]
    public void What_could_be_an_option_or_a_setting_is_no_jump_host(string text) => Assert.Throws<FormatException>(() => JumpHost.Parse(text, "me"));

    [Fact]
    public void An_address_cannot_carry_a_setting_into_the_configuration_of_ssh()
    {
        Assert.Throws<ArgumentException>(() => new GuestEndpoint("n", "vm", "10.0.0.1\n  ProxyCommand id"));
        Assert.Throws<ArgumentException>(() => new GuestEndpoint("n", "vm", "-oProxyCommand=id"));
        Assert.Throws<ArgumentException>(() => new GuestEndpoint("n", "vm", "10.0.0.1") { UserName = "root\"x" });
    }

    [Fact]
    public void A_password_is_shown_by_no_member()
    {
        GuestCredential credential = GuestCredential.FromPassword("sesame-77");

        Assert.DoesNotContain("sesame-77", credential.ToString());
        Assert.DoesNotContain(typeof(GuestCredential).GetProperties().Select(property => property.GetValue(credential)), value => Equals(value, "sesame-77"));
        Assert.Throws<ArgumentException>(() => GuestCredential.FromPassword("a\nb"));
    }

    [Fact]
    public void The_source_of_a_route_is_an_address_of_this_machine()
    {
        Assert.Equal("127.0.0.1", LocalRoute.SourceFor("127.0.0.1"));
        Assert.Null(LocalRoute.SourceFor("not.an.address"));
    }
}
