using System.Text.Json;
using System.Text.Json.Serialization;
using MinerMonitor.Protocol.Access;
using MinerMonitor.Protocol.Alerts;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Protocol.Markets;
using MinerMonitor.Protocol.Networks;
using MinerMonitor.Protocol.Sectors;
using MinerMonitor.Protocol.Server;
using MinerMonitor.Protocol.Streaming;

namespace MinerMonitor.Protocol;

/// <summary>Source-generated JSON of the wire contract: camelCase, absent members left out, unknown members ignored.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Frame))]
[JsonSerializable(typeof(Heartbeat))]
[JsonSerializable(typeof(IReadOnlyList<TopicRequest>))]
[JsonSerializable(typeof(IReadOnlyList<ResumePosition>))]
[JsonSerializable(typeof(TopicRequest[]))]
[JsonSerializable(typeof(ResumePosition[]))]
[JsonSerializable(typeof(SectorSnapshot))]
[JsonSerializable(typeof(WhatIfRequest))]
[JsonSerializable(typeof(WhatIfResult))]
[JsonSerializable(typeof(NetworkSnapshot))]
[JsonSerializable(typeof(NetworkObservation))]
[JsonSerializable(typeof(IReadOnlyList<NetworkObservation>))]
[JsonSerializable(typeof(MarketsSnapshot))]
[JsonSerializable(typeof(MarketSnapshot))]
[JsonSerializable(typeof(MarketObservation))]
[JsonSerializable(typeof(IReadOnlyList<MarketObservation>))]
[JsonSerializable(typeof(PushResult))]
[JsonSerializable(typeof(FleetSnapshot))]
[JsonSerializable(typeof(SupplyCurveResult))]
[JsonSerializable(typeof(CellsHeader))]
[JsonSerializable(typeof(Page<LedgerDay>))]
[JsonSerializable(typeof(MinerSeries))]
[JsonSerializable(typeof(Page<ModelSnapshot>))]
[JsonSerializable(typeof(FleetTreasuryBook))]
[JsonSerializable(typeof(FleetTreasuryEntry))]
[JsonSerializable(typeof(IReadOnlyList<FleetTreasuryEntry>))]
[JsonSerializable(typeof(FleetTreasuryReceipt))]
[JsonSerializable(typeof(FleetSettings))]
[JsonSerializable(typeof(SiteContract))]
[JsonSerializable(typeof(SiteSnapshot))]
[JsonSerializable(typeof(OperatorSnapshot))]
[JsonSerializable(typeof(MinerSnapshot))]
[JsonSerializable(typeof(MinerSettings))]
[JsonSerializable(typeof(MinerChangeResult))]
[JsonSerializable(typeof(Sample))]
[JsonSerializable(typeof(IReadOnlyList<Sample>))]
[JsonSerializable(typeof(UploadResult))]
[JsonSerializable(typeof(Page<FleetSummary>))]
[JsonSerializable(typeof(Page<MinerRow>))]
[JsonSerializable(typeof(Page<SiteSnapshot>))]
[JsonSerializable(typeof(Page<WorldSnapshot>))]
[JsonSerializable(typeof(Page<SeriesName>))]
[JsonSerializable(typeof(Page<BelowCostEpisode>))]
[JsonSerializable(typeof(Page<ChartAnnotation>))]
[JsonSerializable(typeof(Page<EtfDay>))]
[JsonSerializable(typeof(Page<KeySummary>))]
[JsonSerializable(typeof(Page<OperatorSnapshot>))]
[JsonSerializable(typeof(Page<Frame>))]
[JsonSerializable(typeof(AlertRule))]
[JsonSerializable(typeof(Page<AlertStatus>))]
[JsonSerializable(typeof(SystemSnapshot))]
[JsonSerializable(typeof(SignInStatus))]
[JsonSerializable(typeof(FeedsSnapshot))]
[JsonSerializable(typeof(WorldSnapshot))]
[JsonSerializable(typeof(WorldRequest))]
[JsonSerializable(typeof(WorldControl))]
[JsonSerializable(typeof(SeriesResult))]
[JsonSerializable(typeof(EventPayload))]
[JsonSerializable(typeof(KeyRequest))]
[JsonSerializable(typeof(KeyCreated))]
[JsonSerializable(typeof(KeySummary))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(ProblemDocument))]
public sealed partial class ProtocolJson : JsonSerializerContext;
