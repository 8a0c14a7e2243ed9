using MinerMonitor.Protocol;

namespace MinerMonitor.Silo.Http;

/// <summary>Rules of lists that come in pages.</summary>
internal static class Paging
{
    /// <summary>Items of a page when nobody says.</summary>
    public const int DefaultLimit = 100;

    /// <summary>Refusal of an impossible page size, or null.</summary>
    public static IResult? Fault(int? limit, int largest) => limit is null || (limit > 0 && limit <= largest)
        ? null
        : Problems.Result(400, ErrorCodes.OutOfRange, "Bad page size", $"limit lies between 1 and {largest}.");
}
