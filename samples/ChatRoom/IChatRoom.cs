namespace ChatRoom;

public interface IChatRoom : IGrainWithStringKey
{
    Task Join(string name, IChatMember member);

    Task Say(string name, string line);

    /// <summary>Everything that was said, oldest first.</summary>
    Task<List<string>> History();
}

/// <summary>Hears what is said in rooms that it has joined.</summary>
public interface IChatMember : IGrainObserver
{
    Task Heard(string line);
}
