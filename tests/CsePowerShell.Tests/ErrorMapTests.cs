using System.Management.Automation;
using System.Reflection;
using CsePowerShell.Clusters;
using CsePowerShell.Errors;
using CsePowerShell.VCloud;

namespace CsePowerShell.Tests;

public sealed class ErrorMapTests
{
    public static TheoryData<string> Codes => [.. typeof(ErrorCodes).GetFields().Select(code => (string)code.GetRawConstantValue()!)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_code_has_an_id_a_category_and_a_next_step(string code)
    {
        Assert.Contains(code, ErrorCatalog.Codes);
        CseError error = ErrorMap.ToError(new ClusterException(code, "It went wrong."), "target");
        Assert.Equal("Cse" + string.Concat(code.Split('_').Select(word => word[0] + word[1..].ToLowerInvariant())), error.Id);
        Assert.NotEqual(ErrorCategory.NotSpecified, error.Category);
        Assert.False(string.IsNullOrEmpty(error.RecommendedAction));
        Assert.EndsWith(error.RecommendedAction, error.Message);
        Assert.StartsWith("It went wrong.", error.Message);
    }

    [Fact]
    public void Codes_and_ids_are_one_to_one()
    {
        string[] ids = [.. ErrorCatalog.Codes.Select(ErrorCatalog.IdOf)];
        Assert.Equal(ids.Length, ids.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(typeof(ErrorCodes).GetFields().Length, ErrorCatalog.Codes.Count);
    }

    [Theory]
    [InlineData(ErrorCodes.Unauthenticated, ErrorCategory.AuthenticationError)]
    [InlineData(ErrorCodes.Forbidden, ErrorCategory.PermissionDenied)]
    [InlineData(ErrorCodes.ClusterNotFound, ErrorCategory.ObjectNotFound)]
    [InlineData(ErrorCodes.ClusterBusy, ErrorCategory.ResourceBusy)]
    [InlineData(ErrorCodes.ClusterExists, ErrorCategory.ResourceExists)]
    [InlineData(ErrorCodes.QuotaExceeded, ErrorCategory.QuotaExceeded)]
    [InlineData(ErrorCodes.VcdUnavailable, ErrorCategory.ResourceUnavailable)]
    [InlineData(ErrorCodes.DeadlineExceeded, ErrorCategory.OperationTimeout)]
    [InlineData(ErrorCodes.CertificateUntrusted, ErrorCategory.SecurityError)]
    [InlineData(ErrorCodes.ValidationFailed, ErrorCategory.InvalidArgument)]
    public void Categories_are_those_of_the_conventions(string code, ErrorCategory category) => Assert.Equal(category, ErrorCatalog.Of(code).Category);

    [Fact]
    public void The_engines_own_hint_is_the_next_step()
    {
        CseError error = ErrorMap.ToError(new ClusterException(ErrorCodes.ClusterBusy, "A resize is running.", "Wait for task 17."), null);
        Assert.Equal("Wait for task 17.", error.RecommendedAction);
        Assert.Equal("A resize is running. Wait for task 17.", error.Message);
    }

    [Fact]
    public void Candidates_and_guest_lines_are_told_and_the_next_step_stays_last()
    {
        ClusterException failure = new(ErrorCodes.NameAmbiguous, "'web' fits 2 clusters.", "Give the id.")
        {
            Details = [new ErrorDetail { Name = "id-1", Message = "acme/a" }, new ErrorDetail { Name = "id-2", Message = "acme/b" }],
            Node = "node-x",
            LastLines = ["kubeadm: no"],
            VcdRequestId = "req-1",
        };
        CseError error = ErrorMap.ToError(failure, null);
        Assert.Contains("id-1: acme/a", error.Message);
        Assert.Contains("id-2: acme/b", error.Message);
        Assert.Contains("kubeadm: no", error.Message);
        Assert.Contains("req-1", error.Message);
        Assert.EndsWith("Give the id.", error.Message);
    }

    [Theory]
    [InlineData(VCloudConnectionFailure.NameNotResolved, "CseServerNameNotResolved", true)]
    [InlineData(VCloudConnectionFailure.Refused, "CseConnectionRefused", true)]
    [InlineData(VCloudConnectionFailure.Unreachable, "CseServerUnreachable", true)]
    [InlineData(VCloudConnectionFailure.Timeout, "CseConnectionTimeout", false)]
    [InlineData(VCloudConnectionFailure.TlsProtocol, "CseTlsProtocolMismatch", true)]
    [InlineData(VCloudConnectionFailure.Proxy, "CseProxyFailed", true)]
    [InlineData(VCloudConnectionFailure.ProxyCredential, "CseProxyCredentialRequired", true)]
    [InlineData(VCloudConnectionFailure.TlsName, "CseCertificateNameMismatch", true)]
    [InlineData(VCloudConnectionFailure.TlsChain, "CseCertificateUntrusted", true)]
    [InlineData(VCloudConnectionFailure.TlsPin, "CseCertificatePinMismatch", true)]
    [InlineData(VCloudConnectionFailure.NotVCloud, "CseNotVCloud", true)]
    [InlineData(VCloudConnectionFailure.Broken, "CseConnectionBroken", false)]
    public void Each_way_a_connection_fails_has_an_id_of_its_own(VCloudConnectionFailure kind, string id, bool endsPipeline)
    {
        CseError error = ErrorMap.ToError(Make<VCloudConnectionException>(kind, "No.", "Do it.", null, null), null);
        Assert.Equal(id, error.Id);
        Assert.Equal(endsPipeline, error.EndsPipeline);
        // One next step: that of the cmdlets, or the client's where they have none.
        Assert.Equal("No. " + error.RecommendedAction, error.Message);
    }

    [Fact]
    public void Every_way_a_connection_fails_is_in_the_table() =>
        Assert.Equal(Enum.GetValues<VCloudConnectionFailure>().Length, Enum.GetValues<VCloudConnectionFailure>().Select(kind => ConnectionErrors.Of(kind).Id).Distinct().Count());

    [Fact]
    public void Ids_are_told_once_and_none_is_without_a_category()
    {
        string[] ids = [.. ErrorMap.Ids.Select(entry => entry.Id)];
        Assert.Equal(ids.Length, ids.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(ErrorMap.Ids, entry => Assert.NotEqual(ErrorCategory.NotSpecified, entry.Category));
        Assert.All(ids, id => Assert.Matches("^Cse[A-Z][A-Za-z]+$", id));
    }

    [Fact]
    public void The_name_of_a_parameter_of_ours_is_not_told()
    {
        Assert.Equal("It is no server.", ErrorMap.ToError(new ArgumentException("It is no server.", "server"), null).Message.Split(" Correct")[0]);
        Assert.Equal("It is no server.", ErrorMap.ToError(new ArgumentException("It is no server."), null).Message.Split(" Correct")[0]);
    }

    [Fact]
    public void Nobody_is_sent_to_look_up_a_request_id_that_there_is_not()
    {
        CseError without = ErrorMap.ToError(new ClusterException(ErrorCodes.VcdError, "It failed."), null);
        CseError with = ErrorMap.ToError(new ClusterException(ErrorCodes.VcdError, "It failed.") { VcdRequestId = "req-1" }, null);
        Assert.DoesNotContain("request id", without.Message);
        Assert.Contains("Look up the request id", with.Message);
        Assert.DoesNotContain("request id", ErrorMap.ToError(new VCloudException("It failed."), null).Message);
    }

    [Fact]
    public void What_may_have_been_rolled_back_is_not_said_to_continue()
    {
        foreach (string code in ErrorCatalog.Codes.Except([ErrorCodes.Cancelled]))
        {
            Assert.DoesNotContain("continues", ErrorCatalog.Of(code).NextStep);
        }
    }

    [Fact]
    public void An_untrusted_certificate_comes_with_the_parameter_that_pins_it()
    {
        VCloudCertificate certificate = new("CN=vcd", "CN=ca", new string('A', 64), new string('B', 40), DateTimeOffset.UnixEpoch);
        CseError error = ErrorMap.ToError(Make<VCloudConnectionException>(VCloudConnectionFailure.TlsChain, "Not trusted.", "Trust it.", certificate, null), null);
        Assert.Contains("-CertificateThumbprint " + new string('A', 64), error.Message);
        Assert.Equal(ErrorCategory.SecurityError, error.Category);
    }

    [Fact]
    public void A_wrapped_exception_is_unwrapped() =>
        Assert.Equal("CseClusterBusy", ErrorMap.ToError(new AggregateException(new ClusterException(ErrorCodes.ClusterBusy, "busy")), null).Id);

    [Fact]
    public void What_nobody_foresaw_is_internal_and_keeps_its_exception()
    {
        InvalidTimeZoneException odd = new("odd");
        CseError error = ErrorMap.ToError(odd, "x");
        Assert.Equal(("CseInternal", "x"), (error.Id, error.Target));
        Assert.Same(odd, error.Exception);
    }

    [Theory]
    [InlineData(typeof(NotConnectedException), "CseNotConnected")]
    [InlineData(typeof(ConsentException), "CseConsentRequired")]
    [InlineData(typeof(FileExistsException), "CseFileExists")]
    [InlineData(typeof(IOException), "CseFileNotWritten")]
    [InlineData(typeof(UnauthorizedAccessException), "CseFileNotWritten")]
    [InlineData(typeof(ArgumentException), "CseBadRequest")]
    [InlineData(typeof(OperationCanceledException), "CseCancelled")]
    public void The_modules_own_errors_have_ids(Type type, string id)
    {
        CseError error = ErrorMap.ToError((Exception)Activator.CreateInstance(type, "What happened.")!, null);
        Assert.Equal(id, error.Id);
        Assert.NotEqual(ErrorCategory.NotSpecified, error.Category);
    }

    // The client makes these alone; a test has no other way to every one of them.
    private static T Make<T>(params object?[] arguments) =>
        (T)Activator.CreateInstance(typeof(T), BindingFlags.Instance | BindingFlags.NonPublic, null, arguments, null)!;
}
