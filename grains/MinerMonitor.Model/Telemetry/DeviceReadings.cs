using System.Buffers.Text;

namespace MinerMonitor.Model.Telemetry;

/// <summary>What a collector's line says about a device beyond a sample's own members, and what follows from it at the line's end.</summary>
/// <remarks>The words are pyasic's (<c>MinerData.as_influxdb()</c>, 0.78).</remarks>
internal ref struct DeviceReadings
{
    private const int LongestCount = 11;

    public ReadOnlySpan<byte> Worker;
    public ReadOnlySpan<byte> Mac;
    public ReadOnlySpan<byte> Ip;
    public ReadOnlySpan<byte> Make;
    private ReadOnlySpan<byte> _errorIndex;
    private ReadOnlySpan<byte> _errorCode;
    private ReadOnlySpan<byte> _errorMessage;
    private ReadOnlySpan<byte> _lastErrorIndex;
    private int _errors;
    private double _accepted;
    private double _rejected;
    private double _hottestChipC;
    private double _hottestBoardC;
    private bool _hasPools;
    private bool _sawDevice;

    /// <summary>Null until the line says whether it mines.</summary>
    public bool? IsMining;

    /// <summary>Anything that only a device that answered can have told: chips, board temperatures, fan speeds.</summary>
    public bool Answered;

    /// <summary>The line speaks of a device's inside, so that its silence about hashrate means something.</summary>
    public readonly bool IsDeviceLine => IsMining is not null || _sawDevice;

    public void SawTotalChips(double chips)
    {
        _sawDevice = true;
        Answered |= chips > 0;
    }

    /// <summary>Takes a field with an index in its name, for example <c>hashboards.0.chip_temp</c>.</summary>
    public void TakeIndexed(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var first = name.IndexOf((byte)'.');
        var last = name.LastIndexOf((byte)'.');
        if (last <= first)
        {
            return;
        }

        var part = name[(last + 1)..];
        switch (name[0])
        {
            case (byte)'h' when name[..first].SequenceEqual("hashboards"u8):
                TakeBoard(part, value);
                break;
            case (byte)'p' when name[..first].SequenceEqual("pools"u8):
                TakePool(part, value);
                break;
            case (byte)'f' when name[..first].SequenceEqual("fans"u8):
                Answered |= Numerals.TryParse(value, out var speed) && speed > 0;
                break;
            case (byte)'e' when name[..first].SequenceEqual("errors"u8):
                TakeError(name[(first + 1)..last], part, value);
                break;
        }
    }

    /// <summary>Draws the conclusions into the sample.</summary>
    public readonly void Conclude(ref RawSample sample, Scratch scratch)
    {
        Identify(ref sample, scratch);
        if (!Make.IsEmpty)
        {
            sample.Model = ModelText.Compose(Make, sample.Model, scratch);
        }

        if (_hasPools)
        {
            SetIfAbsent(ref sample, SampleFields.SharesAccepted, _accepted);
            SetIfAbsent(ref sample, SampleFields.SharesRejected, _rejected);
        }

        // VNish prints the two the wrong way round.
        var hottest = System.Text.Ascii.EqualsIgnoreCase(sample.Firmware, "VNish"u8) ? _hottestBoardC : _hottestChipC;
        if (hottest > 0)
        {
            SetIfAbsent(ref sample, SampleFields.ChipTemperatureC, hottest);
        }

        if (IsDeviceLine && (sample.Present & SampleFields.State) == 0)
        {
            ConcludeState(ref sample, scratch);
        }
    }

    private readonly void Identify(ref RawSample sample, Scratch scratch)
    {
        if (!sample.Miner.IsEmpty)
        {
            return;
        }

        if (!Worker.IsEmpty)
        {
            sample.Miner = Worker;
            return;
        }

        if (!Mac.IsEmpty)
        {
            var normal = scratch.Take(MacAddress.Length);
            if (MacAddress.TryNormalize(Mac, normal))
            {
                sample.Miner = normal;
                return;
            }
        }

        sample.Miner = Ip;
        sample.WeakIdentity = !Ip.IsEmpty;
    }

    // is_mining alone proves nothing: pyasic's default is true, also for a device that never answered.
    private readonly void ConcludeState(ref RawSample sample, Scratch scratch)
    {
        var hasHashrate = (sample.Present & SampleFields.HashrateThs) != 0;
        if (_errors > 0 && sample.StateReason.IsEmpty)
        {
            sample.StateReason = ErrorText(scratch);
        }

        if (hasHashrate && sample.HashrateThs > 0)
        {
            // An error that does not stop it is a remark, no fault.
            SetState(ref sample, ReportedState.Hashing);
        }
        else if (_errors > 0)
        {
            SetState(ref sample, ReportedState.Fault);
        }
        else if (hasHashrate)
        {
            SetState(ref sample, ReportedState.Idle);
        }
        else if (!Answered && (sample.Present & SampleFields.AnyReading) == 0)
        {
            SetState(ref sample, ReportedState.Offline);
            sample.StateReason = "collector got no readings"u8;
        }
        else if (IsMining == false)
        {
            SetState(ref sample, ReportedState.Idle);
        }
    }

    private static void SetState(ref RawSample sample, ReportedState state)
    {
        sample.State = state;
        sample.Present |= SampleFields.State;
    }

    private static void SetIfAbsent(ref RawSample sample, SampleFields field, double value)
    {
        if ((sample.Present & field) == 0)
        {
            sample.TrySet(field, value);
        }
    }

    private void TakeBoard(ReadOnlySpan<byte> part, ReadOnlySpan<byte> value)
    {
        _sawDevice = true;
        var isChip = part.SequenceEqual("chip_temp"u8);
        if (!isChip && !part.SequenceEqual("temp"u8) && !part.SequenceEqual("chips"u8) && !part.SequenceEqual("hashrate"u8))
        {
            return;
        }

        if (!Numerals.TryParse(value, out var number) || !double.IsFinite(number) || number <= 0)
        {
            return;
        }

        Answered = true;
        if (isChip)
        {
            _hottestChipC = Math.Max(_hottestChipC, number);
        }
        else if (part.Length == 4)
        {
            _hottestBoardC = Math.Max(_hottestBoardC, number);
        }
    }

    private void TakePool(ReadOnlySpan<byte> part, ReadOnlySpan<byte> value)
    {
        var isAccepted = part.SequenceEqual("accepted"u8);
        if ((!isAccepted && !part.SequenceEqual("rejected"u8))
            || !Numerals.TryParse(value, out var shares) || !double.IsFinite(shares) || shares < 0)
        {
            return;
        }

        _hasPools = true;
        _accepted += isAccepted ? shares : 0;
        _rejected += isAccepted ? 0 : shares;
    }

    private void TakeError(ReadOnlySpan<byte> index, ReadOnlySpan<byte> part, ReadOnlySpan<byte> value)
    {
        _sawDevice = true;
        if (_errors == 0)
        {
            _errorIndex = index;
        }

        if (_errors == 0 || !index.SequenceEqual(_lastErrorIndex))
        {
            _errors++;
            _lastErrorIndex = index;
        }

        if (!index.SequenceEqual(_errorIndex))
        {
            return;
        }

        if (part.SequenceEqual("error_code"u8))
        {
            _errorCode = value;
        }
        else if (part.SequenceEqual("error_message"u8))
        {
            _errorMessage = value;
        }
    }

    // "110: Intake fan speed error. (and 2 more)". Code 0 is pyasic's for a message that came without one.
    private readonly ReadOnlySpan<byte> ErrorText(Scratch scratch)
    {
        var code = _errorCode.SequenceEqual("0"u8) && !_errorMessage.IsEmpty ? default : _errorCode;
        var separator = code.IsEmpty || _errorMessage.IsEmpty ? default : ": "u8;
        var others = _errors > 1 ? " (and "u8 : default;
        var text = scratch.Take(code.Length + separator.Length + _errorMessage.Length + others.Length + LongestCount + " more)"u8.Length);
        var length = 0;
        Append(text, ref length, code);
        Append(text, ref length, separator);
        Append(text, ref length, _errorMessage);
        if (_errors > 1)
        {
            Append(text, ref length, others);
            Utf8Formatter.TryFormat(_errors - 1, text[length..], out var digits);
            length += digits;
            Append(text, ref length, " more)"u8);
        }

        return text[..length];
    }

    private static void Append(Span<byte> target, ref int length, ReadOnlySpan<byte> part)
    {
        part.CopyTo(target[length..]);
        length += part.Length;
    }
}
