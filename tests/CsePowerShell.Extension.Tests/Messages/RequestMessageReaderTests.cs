using System.Text;
using CsePowerShell.Extension.Messages;
using CsePowerShell.Extension.Tests.Broker;
using Newtonsoft.Json.Linq;

namespace CsePowerShell.Extension.Tests.Messages;

public sealed class RequestMessageReaderTests
{
    private static RequestMessage Read(string text) => RequestMessageReader.Read(Encoding.UTF8.GetBytes(text));

    private static MalformedMessageException Refused(string text) => Assert.Throws<MalformedMessageException>(() => Read(text));

    [Fact]
    public void A_forwarded_request_is_read_whole()
    {
        var sent = new CellRequest("POST", "/api/cse") { Id = "i1", Token = "ee9f52dbb4d245048614dba57e182fd3", Body = "{\"name\": \"c1\"}", Query = "a=b", User = "urn:vcloud:user:1", Org = "urn:vcloud:org:2", Rights = ["urn:vcloud:right:3"] };
        RequestMessage read = RequestMessageReader.Read(sent.ToBytes());
        Assert.Equal(("i1", "POST", "/api/cse", "a=b"), (read.Id, read.Method, read.Path, read.Query));
        Assert.Equal("{\"name\": \"c1\"}", Encoding.UTF8.GetString(read.Body));
        Assert.Equal("ee9f52dbb4d245048614dba57e182fd3", read.Token);
        Assert.Equal(("urn:vcloud:user:1", "urn:vcloud:org:2"), (read.Security.User, read.Security.Org));
        Assert.Contains("urn:vcloud:right:3", read.Security.Rights!);
    }

    [Theory]
    [InlineData("X-VCLOUD-AUTHORIZATION", "t1", "t1")]
    [InlineData("authorization", "bearer a.b.c", "a.b.c")]
    [InlineData("AUTHORIZATION", "Bearer  a.b.c ", "a.b.c")]
    [InlineData("x-vmware-vcloud-access-token", "a.b.c", "a.b.c")]
    [InlineData("Authorization", "Basic dXNlcjpwdw==", null)]
    public void The_token_is_found_whatever_case_the_client_wrote_the_header_in(string header, string value, string? token)
    {
        var sent = new CellRequest("GET", "/api/cse");
        sent.Headers[header] = value;
        Assert.Equal(token, RequestMessageReader.Read(sent.ToBytes()).Token);
    }

    [Fact]
    public void A_bearer_token_wins_over_the_old_one()
    {
        var sent = new CellRequest("GET", "/api/cse") { Token = "old" };
        sent.Headers["Authorization"] = "Bearer a.b.c";
        Assert.Equal("a.b.c", RequestMessageReader.Read(sent.ToBytes()).Token);
    }

    [Fact]
    public void A_missing_security_context_body_and_query_are_no_faults()
    {
        RequestMessage read = Read("""[{"id":"1","method":"get","requestUri":"/api/cse?x=1","headers":null,"body":null,"extra":{"deep":[1,2]}}]""");
        Assert.Equal(("GET", "/api/cse", "x=1"), (read.Method, read.Path, read.Query));
        Assert.Empty(read.Body);
        Assert.Null(read.Security.Rights);
        Assert.Null(read.Token);
    }

    [Fact]
    public void A_third_element_and_nulls_in_the_context_are_passed_over()
    {
        RequestMessage read = Read("""[{"id":"1","method":"GET","requestUri":"/api/cse"},{"user":null,"org":{"x":1},"rights":null},{"more":true},7]""");
        Assert.Null(read.Security.Org);
    }

    [Fact]
    public void Odd_header_values_do_no_harm()
    {
        RequestMessage read = Read("""[{"id":"1","method":"GET","requestUri":"/","headers":{"A":1,"B":["x","y"],"C":{"d":1},"D":null,"b":"late"}}]""");
        Assert.Equal(("1", "x"), (read.Headers["a"], read.Headers["B"]));
        Assert.False(read.Headers.ContainsKey("C"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("[[]]")]
    [InlineData("[{}]")]
    [InlineData("[{\"id\":\"1\"")]
    [InlineData("not json")]
    [InlineData("[{\"id\":\"\",\"method\":\"GET\",\"requestUri\":\"/\"}]")]
    [InlineData("[{\"id\":\"1\",\"method\":\"GET\",\"requestUri\":\"relative\"}]")]
    [InlineData("[{\"id\":\"1\",\"method\":\"GET\",\"requestUri\":\"/\",\"request\":false}]")]
    [InlineData("[{\"id\":\"1\",\"method\":\"GET\",\"requestUri\":\"/\"},")]
    public void What_is_no_request_is_refused(string text) => Assert.Equal(400, Refused(text).Status);

    [Fact]
    public void The_id_is_kept_when_the_rest_is_broken() =>
        Assert.Equal("i9", Refused("""[{"id":"i9","method":"GET","requestUri":"/","body":"%%%"}]""").MessageId);

    [Fact]
    public void Deep_nesting_is_refused() => Refused("[{\"id\":\"1\",\"x\":" + new string('[', 5000) + new string(']', 5000) + "}]");

    [Fact]
    public void Bytes_that_are_no_text_are_refused() =>
        Assert.Throws<MalformedMessageException>(() => RequestMessageReader.Read([(byte)'[', (byte)'{', (byte)'"', 0xC3, 0x28, 0xFF]));

    [Fact]
    public void Too_large_a_message_is_refused_unread() =>
        Assert.Equal(413, Assert.Throws<MalformedMessageException>(() => RequestMessageReader.Read(new byte[RequestMessageReader.MaxMessageBytes + 1])).Status);

    [Fact]
    public void An_answer_counts_bytes_and_copies_the_id()
    {
        var response = new ResponseMessage(200, Encoding.UTF8.GetBytes("\"größe\"")) { Headers = { ["Retry-After"] = "5" } };
        JObject message = JObject.Parse(Encoding.UTF8.GetString(response.ToBytes("i1")));
        Assert.Equal("i1", (string?)message["id"]);
        Assert.Equal(9, (int)message["headers"]!["Content-Length"]!);
        Assert.Equal("5", (string?)message["headers"]!["Retry-After"]);
        Assert.Equal(200, (int)message["statusCode"]!);
        Assert.False((bool)message["request"]!);
        Assert.Equal("\"größe\"", Encoding.UTF8.GetString(Convert.FromBase64String((string)message["body"]!)));
    }
}
