using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MinerMonitor.Grains.Access;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Tests.Hosting;
using Xunit;

namespace MinerMonitor.Silo.Tests.Access;

public sealed class KeyVerifierTests(MonitorHost host)
{
    private static readonly IPAddress s_address = IPAddress.Parse("192.0.2.1");

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));

    [Fact]
    public async Task A_revoked_key_is_good_for_five_more_seconds_at_most()
    {
        var verifier = Verifier(limit: 10);
        var key = await host.CreateKeyAsync(["admin"]);
        Assert.Equal(KeyOutcome.Valid, (await verifier.VerifyAsync(key, s_address)).Outcome);

        Assert.True(KeyText.TryParse(key, out var parsed));
        await host.Grains.GetGrain<IKeyGrain>(parsed.Id).RevokeAsync();
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(KeyOutcome.Invalid, (await verifier.VerifyAsync(key, s_address)).Outcome);
    }

    [Fact]
    public async Task A_remembered_key_does_not_vouch_for_another_secret_of_the_same_id()
    {
        var verifier = Verifier(limit: 10);
        var key = await host.CreateKeyAsync(["admin"]);
        await verifier.VerifyAsync(key, s_address);

        Assert.Equal(KeyOutcome.Invalid, (await verifier.VerifyAsync(key + "x", s_address)).Outcome);
    }

    [Fact]
    public async Task Failed_attempts_of_an_address_are_limited_and_known_keys_go_on()
    {
        var verifier = Verifier(limit: 3);
        var known = await host.CreateKeyAsync(["fleet:a:read"]);
        var fresh = await host.CreateKeyAsync(["fleet:a:read"]);
        await verifier.VerifyAsync(known, s_address);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(KeyOutcome.Invalid, (await verifier.VerifyAsync(KeyText.Create().Text, s_address)).Outcome);
        }

        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(KeyOutcome.TooManyAttempts, (await verifier.VerifyAsync(fresh, s_address)).Outcome);
        Assert.Equal(KeyOutcome.Valid, (await verifier.VerifyAsync(known, s_address)).Outcome);
        Assert.Equal(KeyOutcome.Valid, (await verifier.VerifyAsync(fresh, IPAddress.Parse("192.0.2.2"))).Outcome);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(KeyOutcome.Valid, (await verifier.VerifyAsync(fresh, s_address)).Outcome);
    }

    private KeyVerifier Verifier(int limit) =>
        new(host.Grains, new AttemptLimit(_time, Options.Create(new AccessOptions { FailedAttemptsPerMinute = limit })), _time);
}
