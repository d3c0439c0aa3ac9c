using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SvaOrleans.Silo.Orleans.Trust;

/// <summary>The certificate of a silo and the authority by which it authenticates the others of its start.</summary>
internal sealed class SiloCredentials : IDisposable
{
    private readonly X509Certificate2 _authority;

    private SiloCredentials(byte[] written, X509Certificate2 own, X509Certificate2 authority)
    {
        Written = written;
        Own = own;
        this._authority = authority;
    }

    /// <summary>The silo's certificate and its key.</summary>
    public X509Certificate2 Own { get; }

    /// <summary>The certificate and the key as PKCS #12: a secret.</summary>
    public byte[] Written { get; }

    /// <summary>The certificate of the start's authority, encoded.</summary>
    public byte[] Authority => _authority.RawData;

    /// <summary>Reads the credentials.</summary>
    /// <param name="own">The silo's certificate and its key, as PKCS #12.</param>
    /// <param name="authority">The authority's certificate.</param>
    /// <exception cref="CryptographicException">A certificate cannot be read.</exception>
    public static SiloCredentials Load(byte[] own, byte[] authority)
    {
        // Only Linux can use a key that is held in memory only.
        var flags = OperatingSystem.IsLinux() ? X509KeyStorageFlags.EphemeralKeySet : X509KeyStorageFlags.DefaultKeySet;
        return new(own, X509CertificateLoader.LoadPkcs12(own, password: null, flags), X509CertificateLoader.LoadCertificate(authority));
    }

    /// <summary>Whether a certificate is of this start. The authority issues every certificate for both sides of a connection.</summary>
    /// <param name="certificate">The certificate of the other side, which has proved that it has the key.</param>
    public bool IsOfThisStart(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(certificate);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Own.Dispose();
        _authority.Dispose();
    }
}
