using CsePowerShell.Extension.Registration;

namespace CsePowerShell.Extension.Tests.Registration;

public sealed class RecordAndOverlapTests
{
    [Fact]
    public void A_record_survives_the_description()
    {
        var record = new RegistrationRecord { Unbound = "cse", VcdBroker = "u@h:1/", Was = new() { Exchange = "x", Priority = 7, Description = "{ \"by\": hand }" } };
        Assert.True(record.Add(RegistrationRecord.Right));
        Assert.False(record.Add(RegistrationRecord.Right));
        RegistrationRecord read = RegistrationRecord.Read(record.Write())!;
        Assert.Equal(record.Write(), read.Write());
        Assert.True(read.IsMade(RegistrationRecord.Right));
        Assert.Equal("{ \"by\": hand }", read.Was!.Description);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Container Service Extension")]
    [InlineData("CsePowerShell {not json")]
    [InlineData("{\"made\":[\"service\"]}")]
    public void What_somebody_else_wrote_is_no_record(string description) => Assert.Null(RegistrationRecord.Read(description));

    [Theory]
    [InlineData("/api/cse", true)]
    [InlineData("/api/cse/.*/.*", true)]
    [InlineData("/api/.*", true)]
    [InlineData(".*", true)]
    [InlineData("/api/c[a-z]e", true)]
    [InlineData("/api/csex", false)]
    [InlineData("/api/org/.*/currentTime", false)]
    [InlineData("/api/cs", false)]
    [InlineData("([", false)]
    public void Patterns_that_get_the_same_requests_are_found(string theirs, bool overlaps) =>
        Assert.Equal(overlaps, PatternOverlap.Find(RegistrationSettings.DefaultUrlPatterns, [theirs]) is not null);
}
