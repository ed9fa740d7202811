using System.Globalization;
using System.Security;
using System.Text;
using System.Web;
using Microsoft.AspNetCore.Http;

namespace CsePowerShell.VCloud.Tests.Query;

public sealed class PagingTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(128, 1)]
    [InlineData(129, 2)]
    [InlineData(1000, 8)]
    public async Task A_list_takes_one_request_per_128_records(int count, int requests)
    {
        await using var list = await PagedList.StartAsync(count);
        IReadOnlyList<QueryRecord> records = await list.Client.Query.ListAsync(new QuerySpec("vApp"), StandInCloud.Cancel);
        Assert.Equal(Enumerable.Range(0, count).Select(PagedList.Name), records.Select(r => r.Name));
        Assert.Equal(requests, list.Pages.Count);
    }

    [Fact]
    public async Task Pages_are_in_flight_together_but_never_more_than_four()
    {
        await using var list = await PagedList.StartAsync(128 * 12, delay: TimeSpan.FromMilliseconds(60));
        await list.Client.Query.ListAsync(new QuerySpec("vApp"), StandInCloud.Cancel);
        Assert.Equal(4, list.MostAtOnce);
        Assert.Equal(12, list.Pages.Count);
    }

    [Fact]
    public async Task Records_come_one_at_a_time_while_later_pages_are_still_under_way()
    {
        await using var list = await PagedList.StartAsync(128 * 3);
        using var release = new SemaphoreSlim(0);
        list.BeforeAnswer = page => page == 3 ? release.WaitAsync(StandInCloud.Cancel) : Task.CompletedTask;
        int inside = 0, seen = 0;
        await list.Client.Query.ForEachAsync(
            new QuerySpec("vApp"),
            async record =>
            {
                Assert.Equal(1, Interlocked.Increment(ref inside));
                Assert.Equal(PagedList.Name(seen), record.Name);
                if (++seen == 200)
                    release.Release();
                await Task.Yield();
                Interlocked.Decrement(ref inside);
            },
            StandInCloud.Cancel);
        Assert.Equal(128 * 3, seen);
    }

    [Fact]
    public async Task A_server_that_sends_smaller_pages_is_followed()
    {
        await using var list = await PagedList.StartAsync(130, largestPage: 25);
        IReadOnlyList<QueryRecord> records = await list.Client.Query.ListAsync(new QuerySpec("vApp"), StandInCloud.Cancel);
        Assert.Equal(130, records.Count);
        Assert.Equal(6, list.Pages.Count);
    }

    [Fact]
    public async Task Records_that_move_between_pages_are_neither_doubled_nor_lost()
    {
        await using var list = await PagedList.StartAsync(128 * 3);
        // After the first page its first ten objects are removed: ten of page 2 move to page 1, where nobody looks any more.
        list.AfterAnswer = page =>
        {
            if (page == 1)
                list.RemoveFirst(10);
        };
        IReadOnlyList<QueryRecord> records = await list.Client.Query.ListAsync(new QuerySpec("vApp"), StandInCloud.Cancel);
        string[] names = [.. records.Select(r => r.Name)];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Empty(Enumerable.Range(10, 374).Select(PagedList.Name).Except(names));
    }

    [Fact]
    public async Task A_failing_page_ends_the_list_with_its_error()
    {
        await using var list = await PagedList.StartAsync(128 * 6);
        list.FailingPage = 4;
        int seen = 0;
        var failure = await Assert.ThrowsAsync<VCloudException>(() => list.Client.Query.ForEachAsync(
            new QuerySpec("vApp"),
            _ =>
            {
                seen++;
                return Task.CompletedTask;
            },
            StandInCloud.Cancel));
        Assert.Equal("INTERNAL_SERVER_ERROR", failure.MinorErrorCode);
        Assert.Equal(128 * 3, seen);
    }

    [Fact]
    public async Task Stopping_in_the_middle_asks_for_no_more_pages()
    {
        await using var list = await PagedList.StartAsync(128 * 50);
        using var stop = new CancellationTokenSource();
        int seen = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => list.Client.Query.ForEachAsync(
            new QuerySpec("vApp"),
            async _ =>
            {
                if (++seen == 300)
                    await stop.CancelAsync();
            },
            stop.Token));
        Assert.Equal(300, seen);
        Assert.InRange(list.Pages.Count, 3, 9);
    }

    [Fact]
    public async Task Stars_in_a_value_are_judged_here_after_the_server_took_them_for_wildcards()
    {
        await using var list = await PagedList.StartAsync(5);
        IReadOnlyList<QueryRecord> records = await list.Client.Query.ListAsync(new QuerySpec("vApp") { Filter = QueryFilter.Equal("name", "c*") }, StandInCloud.Cancel);
        Assert.Empty(records);
        Assert.Contains("name%3D%3Dc%2A", list.Pages[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_name_their_objects_and_carry_typed_metadata()
    {
        await using var list = await PagedList.StartAsync(1);
        QueryRecord record = (await list.Client.Query.ListAsync(new QuerySpec("vApp") { MetadataFields = ["cse.cluster.id", "cse.rev"] }, StandInCloud.Cancel)).Single();
        Assert.Equal("urn:vcloud:vapp:00000000-0000-0000-0000-000000000000", record.Id);
        Assert.Equal(list.Client.Server.Endpoint + "api/vApp/vapp-00000000-0000-0000-0000-000000000000", record.Href);
        Assert.Equal(MetadataValue.Of("id 0"), record.Metadata["cse.cluster.id"]);
        Assert.Equal(MetadataValue.Of(7), record.Metadata["cse.rev"]);
        Assert.Equal(2, record.GetNumber("numberOfVMs"));
        Assert.True(record.GetBoolean("isDeployed"));
        Assert.Null(record["nothing"]);
        Assert.Contains("fields=metadata%3Acse.cluster.id%2Cmetadata%3Acse.rev", list.Pages[0], StringComparison.Ordinal);
    }

    private sealed class PagedList : IAsyncDisposable
    {
        private readonly StandInCloud _cloud;
        private readonly List<int> _objects;
        private readonly int _largestPage;
        private readonly TimeSpan _delay;
        private int _inFlight;

        private PagedList(StandInCloud cloud, VCloudClient client, int count, int largestPage, TimeSpan delay)
        {
            _cloud = cloud;
            Client = client;
            _objects = [.. Enumerable.Range(0, count)];
            _largestPage = largestPage;
            _delay = delay;
            cloud.On("GET", "/api/query", AnswerAsync);
        }

        public VCloudClient Client { get; }

        public List<string> Pages { get; } = [];

        public int MostAtOnce { get; private set; }

        public int FailingPage { get; set; }

        public Func<int, Task> BeforeAnswer { get; set; } = _ => Task.CompletedTask;

        public Action<int> AfterAnswer { get; set; } = _ => { };

        public static string Name(int number) => "cluster & " + number.ToString(CultureInfo.InvariantCulture);

        public static async Task<PagedList> StartAsync(int count, int largestPage = 128, TimeSpan delay = default)
        {
            StandInCloud cloud = await StandInCloud.StartAsync();
            return new PagedList(cloud, await cloud.ConnectAsync(), count, largestPage, delay);
        }

        public void RemoveFirst(int count)
        {
            lock (_objects)
                _objects.RemoveRange(0, count);
        }

        public async ValueTask DisposeAsync()
        {
            await Client.LogoutAsync();
            Client.Dispose();
            await _cloud.DisposeAsync();
        }

        private async Task AnswerAsync(HttpContext context, SeenRequest request)
        {
            var query = HttpUtility.ParseQueryString(request.Query);
            int page = int.Parse(query["page"]!, CultureInfo.InvariantCulture);
            int size = Math.Min(_largestPage, int.Parse(query["pageSize"]!, CultureInfo.InvariantCulture));
            lock (Pages)
            {
                Pages.Add(request.Query);
                MostAtOnce = Math.Max(MostAtOnce, ++_inFlight);
            }

            await Task.Delay(_delay, CancellationToken.None);
            await BeforeAnswer(page);
            var document = new StringBuilder();
            lock (_objects)
            {
                document.Append(CultureInfo.InvariantCulture, $"""
                    <QueryResultRecords xmlns="http://www.vmware.com/vcloud/v1.5" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" name="vApp" page="{page}" pageSize="{size}" total="{_objects.Count}">
                    <Link rel="alternate" href="https://vcd.example/api/query"/>
                    """);
                foreach (int number in _objects.Skip((page - 1) * size).Take(size))
                {
                    document.Append(CultureInfo.InvariantCulture, $"""
                        <VAppRecord name="{SecurityElement.Escape(Name(number))}" numberOfVMs="2" isDeployed="true" id="urn:vcloud:vapp:{number:x8}-0000-0000-0000-000000000000">
                        <Metadata>
                          <MetadataEntry><Domain visibility="READWRITE">GENERAL</Domain><Key>cse.cluster.id</Key><TypedValue xsi:type="MetadataStringValue"><Value>id {number}</Value></TypedValue></MetadataEntry>
                          <MetadataEntry><Key>cse.rev</Key><TypedValue xsi:type="MetadataNumberValue"><Value>7</Value></TypedValue></MetadataEntry>
                        </Metadata></VAppRecord>
                        """);
                }

                document.Append("</QueryResultRecords>");
            }

            lock (Pages)
                _inFlight--;
            if (page == FailingPage)
                await StandInCloud.Send(context, 500, StandInCloud.Error(500, "INTERNAL_SERVER_ERROR", "Oops"));
            else
                await StandInCloud.Send(context, 200, document.ToString());
            AfterAnswer(page);
        }
    }
}
