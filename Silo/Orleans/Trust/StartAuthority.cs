using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SvaOrleans.Silo.Orleans.Trust;

/// <summary>The certificate authority of one start of a server. It issues one certificate per silo. Its key exists only in the server's
/// memory and is lost when the server ends, so no other program can issue certificates, and those of former starts are worthless.</summary>
internal sealed class StartAuthority : IDisposable
{
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";
    private const int SerialOctets = 16;

    // The end of the start ends the certificates; a change of the clock must not.
    private static readonly DateTimeOffset From = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;

    /// <summary>Creates an authority with a new key.</summary>
    public StartAuthority()
    {
        var request = new CertificateRequest(
            $"CN={nameof(SvaOrleans)} start {Convert.ToHexStringLower(Serial())}",
            _key,
            HashAlgorithmName.SHA256
        );
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(pathLengthConstraint: 0));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        _certificate = request.CreateSelfSigned(From, Until);
    }

    /// <summary>Issues the credentials of a silo.</summary>
    /// <param name="silo">The silo's name.</param>
    public SiloCredentials Issue(string silo)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={silo}", own, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity(critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));

        // Each silo is the server of some connections and the client of others.
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(ServerUsage), new(ClientUsage)], critical: true));
        using var issued = request.Create(_certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), From, Until, Serial());
        using var whole = issued.CopyWithPrivateKey(own);
        return SiloCredentials.Load(whole.Export(X509ContentType.Pkcs12), _certificate.RawData);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }

    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(SerialOctets);

        // A serial number is positive and has no leading zero octet.
        serial[0] = (byte)((serial[0] & 0x3F) | 0x40);
        return serial;
    }
}
