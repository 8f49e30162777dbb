/* Judge.java FILE.pdf...: what PDFBox and BouncyCastle say of each signature:
 * "SUBFILTER VALID|INVALID whole|part", one a line.  A second opinion for the
 * tests; neither library is part of the program. */
import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationVerifier;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.util.Store;

public class Judge {
    static SignerInformationVerifier verifier(Store<X509CertificateHolder> certs,
                                              SignerInformation signer)
        throws Exception {
        @SuppressWarnings("unchecked")
        Collection<X509CertificateHolder> found =
            certs.getMatches(signer.getSID());
        return new JcaSimpleSignerInfoVerifierBuilder()
            .build(found.iterator().next());
    }

    static boolean stamps(TimeStampToken token, byte[] data) throws Exception {
        token.validate(verifier(token.getCertificates(),
                                token.toCMSSignedData().getSignerInfos()
                                    .getSigners().iterator().next()));
        return Arrays.equals(
            token.getTimeStampInfo().getMessageImprintDigest(),
            MessageDigest.getInstance("SHA-256").digest(data));
    }

    static boolean holds(CMSSignedData cms) throws Exception {
        for (SignerInformation signer : cms.getSignerInfos().getSigners()) {
            if (!signer.verify(verifier(cms.getCertificates(), signer)))
                return false;
            if (signer.getUnsignedAttributes() == null)
                continue;
            Attribute a = signer.getUnsignedAttributes().get(
                PKCSObjectIdentifiers.id_aa_signatureTimeStampToken);
            TimeStampToken token = new TimeStampToken(new CMSSignedData(
                a.getAttrValues().getObjectAt(0).toASN1Primitive()
                    .getEncoded()));
            if (!stamps(token, signer.getSignature()))
                return false;
        }
        return true;
    }

    static byte[] trimmed(byte[] der) {
        int size = 4 + ((der[2] & 255) << 8 | (der[3] & 255));
        return Arrays.copyOf(der, size);
    }

    static String judge(PDSignature s, byte[] file) {
        int[] range = s.getByteRange();
        String whole = range[2] + range[3] == file.length ? "whole" : "part";
        boolean good;
        try {
            byte[] der = trimmed(s.getContents(file));
            byte[] data = s.getSignedContent(file);
            good = s.getSubFilter().equals("ETSI.RFC3161")
                ? stamps(new TimeStampToken(new CMSSignedData(der)), data)
                : holds(new CMSSignedData(new CMSProcessableByteArray(data),
                                          der));
        } catch (Exception e) {
            good = false;
        }
        return s.getSubFilter() + (good ? " VALID " : " INVALID ") + whole;
    }

    public static void main(String[] args) throws Exception {
        for (String name : args) {
            byte[] file;
            try (InputStream in = new FileInputStream(new File(name))) {
                file = in.readAllBytes();
            }
            try (PDDocument doc = PDDocument.load(file)) {
                for (PDSignature s : doc.getSignatureDictionaries())
                    System.out.println(judge(s, file));
            }
        }
    }
}
