using Microsoft.Extensions.Logging;

namespace MinerMonitor.Grains.Worlds;

/// <inheritdoc cref="IReplayGrain"/>
/// <remarks>
/// A timer plays: each tick owes the world time that passed at the set speed, pays it in whole steps, at most <see cref="StepsPerTick"/> of
/// them, and forgives the rest, so that a slow machine plays slower instead of falling behind without bound.
/// </remarks>
[GrainType("replay")]
internal sealed partial class ReplayGrain(IEnumerable<IReplayFleet> fleets, TimeProvider time, ILogger<ReplayGrain> logger) : Grain, IReplayGrain
{
    /// <summary>Fastest pace, world seconds per second.</summary>
    public const double MaxSpeed = 3600;

    /// <summary>A private copy that nobody opens for this long is dropped.</summary>
    public static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(30);

    private const int StepsPerTick = 30;
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_checkEvery = TimeSpan.FromSeconds(30);

    private string _name = "";
    private bool _private;
    private bool _exists;
    private Scenario? _scenario;
    private ReplayWorld? _world;
    private string? _generation;
    private long _atMs;
    private long _goalMs;
    private double _speed;
    private double _owedMs;
    private long _tickedAt;
    private long _openedAt;
    private IGrainTimer? _player;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _name = this.GetPrimaryKeyString();
        _private = WorldName.IsPrivateCopy(_name);
        _scenario = ScenarioLibrary.Find(WorldName.ScenarioOf(_name));
        _exists = _scenario is not null && !_private;
        if (_scenario is not null)
        {
            _world = new ReplayWorld(GrainFactory, _name, _scenario, fleets);
            this.RegisterGrainTimer(_ => CheckAsync(), new GrainTimerCreationOptions(s_checkEvery, s_checkEvery));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<WorldView?> OpenAsync()
    {
        if (!_exists)
        {
            return null;
        }

        _openedAt = time.GetTimestamp();
        await EnsureBuiltAsync();
        return View();
    }

    /// <inheritdoc/>
    public async ValueTask<WorldView> CreateAsync(double speed, long? fromMs)
    {
        if (!_private || _scenario is null)
        {
            throw new InvalidOperationException($"'{_name}' is not the name of a private copy.");
        }

        _exists = true;
        _openedAt = time.GetTimestamp();
        await EnsureBuiltAsync();
        return (await ControlAsync(speed, fromMs))!;
    }

    /// <inheritdoc/>
    public async ValueTask<WorldView?> ControlAsync(double? speed, long? jumpToMs)
    {
        if (!_exists)
        {
            return null;
        }

        if (!_private)
        {
            throw new InvalidOperationException($"'{_name}' is shared and stands still for everybody; make a private copy.");
        }

        _openedAt = time.GetTimestamp();
        await EnsureBuiltAsync();
        if (jumpToMs is { } target)
        {
            target = Math.Clamp(target, _scenario!.StartMs, _scenario.EndMs);
            if (target < _atMs)
            {
                await BuildAsync(Math.Min(target, _scenario.OpenMs));
            }

            _goalMs = target;
        }

        _speed = Math.Clamp(speed ?? _speed, 0, MaxSpeed);
        Play();
        return View();
    }

    /// <inheritdoc/>
    public async ValueTask DropAsync()
    {
        if (_private && _exists)
        {
            Stop();
            _generation = null; // half of it may be gone: whoever opens it before it is dropped builds it again
            await _world!.DropAsync();
            await GrainFactory.GetGrain<IWorldListGrain>(IWorldListGrain.Key).ForgetAsync(_name);
            _exists = false; // last: what failed above is tried again
            DeactivateOnIdle();
        }
    }

    private WorldView View() => new(
        _name, _scenario!.Title, _atMs, _speed, _scenario.StartMs, _scenario.OpenMs, _scenario.EndMs, _atMs >= _scenario.EndMs, _private);

    private async ValueTask EnsureBuiltAsync()
    {
        if (_generation is not null)
        {
            if (await _world!.GenerationAsync() == _generation)
            {
                return;
            }

            LogLost(_name);
        }

        // Up to the opening while the caller waits; from there to where it stood with the timer.
        var stoodMs = Math.Max(_atMs, _scenario!.OpenMs);
        await BuildAsync(_scenario.OpenMs);
        _goalMs = Math.Max(_goalMs, stoodMs);
        Play();
    }

    /// <summary>Empties the world and runs from the start to a moment.</summary>
    private async ValueTask BuildAsync(long untilMs)
    {
        var began = time.GetTimestamp();
        _generation = null;
        await _world!.ClearAsync();
        await _world.PrepareAsync();
        _atMs = _scenario!.StartMs - 1;
        while (_atMs < untilMs)
        {
            await StepAsync();
        }

        _generation = await _world.GenerationAsync();
        LogBuilt(_name, DateTimeOffset.FromUnixTimeMilliseconds(_atMs), time.GetElapsedTime(began).TotalSeconds);
    }

    private async ValueTask StepAsync()
    {
        var until = ReplayWorld.NextMs(_scenario!, _atMs);
        await _world!.StepAsync(_atMs, until);
        _atMs = until;
    }

    private void Play()
    {
        if (_player is null && (_speed > 0 || _goalMs > _atMs))
        {
            _tickedAt = time.GetTimestamp();
            _owedMs = 0;
            _player = this.RegisterGrainTimer(_ => TickAsync(), new GrainTimerCreationOptions(s_tick, s_tick) { KeepAlive = true });
        }
    }

    private void Stop()
    {
        _player?.Dispose();
        _player = null;
    }

    private async Task TickAsync()
    {
        var passed = time.GetElapsedTime(_tickedAt);
        _tickedAt = time.GetTimestamp();
        _owedMs = Math.Min(_owedMs + (passed.TotalMilliseconds * _speed), StepsPerTick * ReplayWorld.StepMs);
        try
        {
            for (var steps = 0; steps < StepsPerTick && _atMs < _scenario!.EndMs; steps++)
            {
                if (_atMs >= _goalMs)
                {
                    if (_owedMs < ReplayWorld.StepMs)
                    {
                        break;
                    }

                    _owedMs -= ReplayWorld.StepMs;
                }

                await StepAsync();
            }
        }
        catch
        {
            _generation = null; // half a step was played: build again when somebody looks
            Stop();
            throw;
        }

        if (_atMs >= _scenario!.EndMs || (_speed == 0 && _atMs >= _goalMs))
        {
            Stop();
        }
    }

    private async Task CheckAsync()
    {
        if (!_exists)
        {
            return;
        }

        if (_private)
        {
            DelayDeactivation(s_checkEvery * 3); // only a drop ends it: another activation would know nothing of it
        }

        if (_generation is not null && await _world!.IsWatchedAsync())
        {
            _openedAt = time.GetTimestamp();
        }

        var idle = time.GetElapsedTime(_openedAt);
        if (_private && idle >= IdleLimit)
        {
            LogIdle(_name, IdleLimit.TotalMinutes);
            await DropAsync();
        }
        else if (_generation is not null && idle < IdleLimit)
        {
            // Calling each part also keeps it from being collected while somebody looks.
            DelayDeactivation(s_checkEvery * 3);
            if (_private)
            {
                await GrainFactory.GetGrain<IWorldListGrain>(IWorldListGrain.Key).KeepAsync(_name);
            }

            await EnsureBuiltAsync();
        }
    }

    [LoggerMessage(1701, LogLevel.Information, "Replay {World} was built up to {WorldTime:O} in {Seconds:0.0} s.")]
    private partial void LogBuilt(string world, DateTimeOffset worldTime, double seconds);

    [LoggerMessage(1702, LogLevel.Warning, "A part of replay {World} was lost; it is built again.")]
    private partial void LogLost(string world);

    [LoggerMessage(1703, LogLevel.Information, "Replay {World} was dropped: nobody opened it for {Minutes} minutes.")]
    private partial void LogIdle(string world, double minutes);
}
