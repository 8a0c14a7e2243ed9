using System.Collections.Immutable;
using System.Text;
using MinerMonitor.Model.Telemetry;
using MinerMonitor.Protocol;
using MinerMonitor.Silo.Access;

namespace MinerMonitor.Silo.Intake;

/// <summary>Says whether the caller of one request may write a sample: to the request's fleet or to the one that the sample names.</summary>
internal sealed class FleetGuard(AccessGrant grant, IIntakeFleets fleets)
{
    /// <summary>Most fleets that one request may name: what is decided about each is kept until it ends.</summary>
    public const int FleetsPerRequest = 10_000;

    private readonly Dictionary<string, Verdict> _verdicts = [];
    private byte[] _lastName = [];
    private Verdict? _last;
    private Verdict? _default;
    private string? _undecided;

    /// <summary>Decides about the fleet of the request.</summary>
    public async ValueTask<Verdict> SetDefaultAsync(string fleet, CancellationToken cancellationToken) =>
        _default = await DecideAsync(fleet, cancellationToken);

    /// <summary>Checks a sample, and marks one of a sender who may write to its site alone.</summary>
    /// <returns>False when its fleet is not decided yet: await <see cref="DecideAsync(CancellationToken)"/> and ask again.</returns>
    public bool TryCheck(ref RawSample sample, out ParseFault? fault)
    {
        fault = null;
        var verdict = sample.Fleet.IsEmpty ? _default : Find(sample.Fleet);
        if (verdict is not null)
        {
            fault = verdict.Check(in sample);
            sample.IsBoundToSite = !verdict.Sites.IsEmpty;
            return true;
        }

        if (sample.Fleet.IsEmpty)
        {
            fault = new ParseFault(ErrorCodes.UnknownFleet, "no fleet is named, neither by the request nor by the sample; give the sample a 'fleet'.");
            return true;
        }

        if (_verdicts.Count >= FleetsPerRequest)
        {
            fault = new ParseFault(ErrorCodes.OutOfRange, $"the request names more than {FleetsPerRequest} fleets; send the samples of fewer at once.");
            return true;
        }

        _undecided = Encoding.UTF8.GetString(sample.Fleet);
        return false;
    }

    /// <summary>Decides about the fleet that stopped the last check.</summary>
    public async ValueTask DecideAsync(CancellationToken cancellationToken)
    {
        if (_undecided is { } fleet)
        {
            await DecideAsync(fleet, cancellationToken);
            _undecided = null;
        }
    }

    private async ValueTask<Verdict> DecideAsync(string fleet, CancellationToken cancellationToken)
    {
        var verdict = await JudgeAsync(fleet, cancellationToken);
        _verdicts[fleet] = verdict;
        return verdict;
    }

    private async ValueTask<Verdict> JudgeAsync(string fleet, CancellationToken cancellationToken)
    {
        if (!grant.HasKey)
        {
            return Verdict.Refuse(StatusCodes.Status401Unauthorized, ErrorCodes.Unauthenticated, "samples need a key; send Authorization: Bearer KEY or Token KEY.");
        }

        var sites = grant.Scopes
            .Where(scope => scope.Kind == ScopeKind.Site && scope.Write && scope.Id == fleet)
            .Select(scope => scope.Site)
            .ToImmutableArray();
        var wholeFleet = grant.CanWriteFleet(fleet);
        if (!wholeFleet && sites.IsEmpty)
        {
            return Verdict.Refuse(StatusCodes.Status403Forbidden, ErrorCodes.Forbidden, $"the key may not write to fleet '{fleet}'; it needs the scope fleet:{fleet}:write.");
        }

        return await fleets.StandingAsync(fleet, cancellationToken) switch
        {
            FleetStanding.Open => wholeFleet ? Verdict.Allow : Verdict.AllowSites(sites),
            FleetStanding.ReadOnly => Verdict.Refuse(StatusCodes.Status403Forbidden, ErrorCodes.ReadOnlyWorld, $"fleet '{fleet}' belongs to a replay, which is not written from outside."),
            _ => Verdict.Refuse(StatusCodes.Status404NotFound, ErrorCodes.UnknownFleet, $"there is no fleet '{fleet}'; make it with PUT /api/v1/fleets/{fleet} or check its name."),
        };
    }

    // Lines of one fleet come together, so the last one is compared as bytes before a text is made of the name.
    private Verdict? Find(ReadOnlySpan<byte> fleet)
    {
        if (_last is not null && fleet.SequenceEqual(_lastName))
        {
            return _last;
        }

        if (!_verdicts.TryGetValue(Encoding.UTF8.GetString(fleet), out var verdict))
        {
            return null;
        }

        _lastName = fleet.ToArray();
        return _last = verdict;
    }

    /// <summary>What was decided about a fleet.</summary>
    /// <param name="Status">HTTP status where the whole request is about the fleet; 0 when it is allowed.</param>
    /// <param name="Code">Code of the refusal.</param>
    /// <param name="Reason">Sentence of the refusal.</param>
    /// <param name="Sites">The sites that the key is limited to, UTF-8; empty: none.</param>
    internal sealed record Verdict(int Status, string Code, string Reason, ImmutableArray<byte[]> Sites)
    {
        public static Verdict Allow { get; } = new(0, "", "", []);

        public bool IsAllowed => Status == 0;

        public static Verdict AllowSites(ImmutableArray<string> sites) => new(
            0,
            ErrorCodes.Forbidden,
            $"the key may write to site {string.Join(", ", sites)} only; give the sample that 'site'.",
            [.. sites.Select(Encoding.UTF8.GetBytes)]);

        public static Verdict Refuse(int status, string code, string reason) => new(status, code, reason, []);

        public ParseFault? Check(in RawSample sample)
        {
            if (!IsAllowed)
            {
                return new ParseFault(Code, Reason);
            }

            if (Sites.IsEmpty)
            {
                return null;
            }

            foreach (var site in Sites)
            {
                if (sample.Site.SequenceEqual(site))
                {
                    return null;
                }
            }

            return new ParseFault(Code, Reason);
        }
    }
}
