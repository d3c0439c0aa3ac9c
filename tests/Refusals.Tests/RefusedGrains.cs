using Microsoft.Extensions.Logging;
using Orleans.EventSourcing;
using Orleans.Transactions.Abstractions;

namespace SvaOrleans.Refusals.Tests;

public interface ITransferGrain : IGrainWithStringKey
{
    [Transaction(TransactionOption.Create)]
    Task Transfer(int amount);
}

public sealed class TransferGrain : Grain, ITransferGrain
{
    public Task Transfer(int amount) => Task.CompletedTask;
}

public interface IPurseGrain : IGrainWithStringKey
{
    Task<int> Balance();
}

[GenerateSerializer]
public sealed class Purse
{
    [Id(0)]
    public int Cents { get; set; }
}

public sealed class PurseGrain([TransactionalState("purse")] ITransactionalState<Purse> purse) : Grain, IPurseGrain
{
    public Task<int> Balance() => purse.PerformRead(static state => state.Cents);
}

[GenerateSerializer]
public sealed record Deposited([property: Id(0)] int Cents);

public interface ILedgerGrain : IGrainWithStringKey
{
    Task<int> Deposit(int cents);
}

public sealed class LedgerGrain : JournaledGrain<Purse, Deposited>, ILedgerGrain
{
    public async Task<int> Deposit(int cents)
    {
        RaiseEvent(new Deposited(cents));
        await ConfirmEvents();
        return State.Cents;
    }
}

// No serializer at all.
public sealed class Parcel
{
    public int Weight { get; set; }
}

public interface IParcelGrain : IGrainWithStringKey
{
    Task<int> Weigh(Parcel parcel);
}

public sealed class ParcelGrain : Grain, IParcelGrain
{
    public Task<int> Weigh(Parcel parcel) => Task.FromResult(parcel.Weight);
}

public interface INeedyGrain : IGrainWithStringKey
{
    Task Touch();
}

// Needs a service that is not registered.
public sealed class NeedyGrain(INeedyGrain absent) : Grain, INeedyGrain
{
    public Task Touch() => absent.Touch();
}

public interface IShapeGrain : IGrainWithStringKey
{
    Task<string> Name();
}

public sealed class CircleGrain : Grain, IShapeGrain
{
    public Task<string> Name() => Task.FromResult("circle");
}

public sealed class SquareGrain : Grain, IShapeGrain
{
    public Task<string> Name() => Task.FromResult("square");
}

public interface IUnmannedGrain : IGrainWithStringKey
{
    Task Touch();
}

public sealed class NightService(GrainId id, Silo silo, ILoggerFactory loggers) : GrainService(id, silo, loggers);
