import { createCipheriv, createHmac } from 'node:crypto'

/** RFC 6030 section 6.1, figure 6: the key, the MAC key and their encrypted forms. */
export const rfcPresharedKey = Buffer.from('12345678901234567890123456789012', 'hex')
export const rfcMacKey = Buffer.from('1122334455667788990011223344556677889900', 'hex')
const rfcEncryptedMacKey = 'ESIzRFVmd4iZABEiM0RVZgKn6WjLaTC1sbeBMSvIhRejN9vJa2BOlSaMrR7I5wSX'
export const rfcEncrypted = {
  value: 'AAECAwQFBgcICQoLDA0OD+cIHItlB3Wra1DUpxVvOx2lef1VmNPCMl8jwZqIUqGv',
  mac: 'Su+NvtQfmvfJzF6bmQiJqoLRExc=',
}
/** Of the same appendix: 12345678901234567890. */
export const rfcPlain = 'MTIzNDU2Nzg5MDEyMzQ1Njc4OTA='

const aes128 = 'http://www.w3.org/2001/04/xmlenc#aes128-cbc'
export const hmacSha1 = 'http://www.w3.org/2000/09/xmldsig#hmac-sha1'
export const totp = 'urn:ietf:params:xml:ns:keyprov:pskc:totp'

export function cipherValue(value: string, method = aes128): string {
  return `<xenc:EncryptionMethod Algorithm="${method}"/>
    <xenc:CipherData><xenc:CipherValue>\n      ${value}\n    </xenc:CipherValue></xenc:CipherData>`
}

export const keyName = '<EncryptionKey><ds:KeyName>Pre-shared-key</ds:KeyName></EncryptionKey>'
/** RFC 6030 section 6.2, figure 7: a key that PBKDF2 makes of the passphrase "qwerty". */
export const derivedKey = ({
  salt = 'Ej7/PEpyEpw=',
  iterations = '1000',
  prf = '<PRF/>',
  algorithm = 'http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#pbkdf2',
} = {}) => `<EncryptionKey>
  <xenc11:DerivedKey xmlns:xenc11="http://www.w3.org/2009/xmlenc11#">
    <xenc11:KeyDerivationMethod Algorithm="${algorithm}">
      <pkcs5:PBKDF2-params xmlns:pkcs5="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#">
        <Salt><Specified>${salt}</Specified></Salt>
        <IterationCount>${iterations}</IterationCount><KeyLength>16</KeyLength>${prf}
      </pkcs5:PBKDF2-params>
    </xenc11:KeyDerivationMethod>
    <xenc11:MasterKeyName>My Password 1</xenc11:MasterKeyName>
  </xenc11:DerivedKey></EncryptionKey>`
export const rfcDerivedMacKey = '2GTTnLwM3I4e5IO5FkufoOEiOhNj91fhKRQBtBJYluUDsPOLTfUvoU2dStyOwYZx'
export const rfcPassphraseEncrypted = {
  value: 'oTvo+S22nsmS2Z/RtcoF8Hfh+jzMe0RkiafpoDpnoZTjPYZu6V+A4aEn032yCr4f',
  mac: 'LP6xMvjtypbfT9PdkJhBZ+D6O4w=',
}

export const macMethod = (key = rfcEncryptedMacKey, algorithm = hmacSha1) =>
  `<MACMethod Algorithm="${algorithm}"><MACKey>${cipherValue(key)}</MACKey></MACMethod>`

export function container(...content: string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc"
    xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:xenc="http://www.w3.org/2001/04/xmlenc#">
  ${content.join('\n')}
</KeyContainer>`
}

export const plainSecret = (base64 = rfcPlain) => `<Secret><PlainValue>${base64}</PlainValue></Secret>`
export const encryptedSecret = ({ value, mac } = rfcEncrypted, method = aes128) =>
  `<Secret><EncryptedValue>${cipherValue(value, method)}</EncryptedValue><ValueMAC>${mac}\n</ValueMAC></Secret>`

export const encryptedNumber = (
  name: string,
  { value, mac }: { readonly value: string; readonly mac: string },
) => `<${name}><EncryptedValue>${cipherValue(value)}</EncryptedValue><ValueMAC>${mac}</ValueMAC></${name}>`

interface Package {
  readonly secret?: string
  readonly serial?: string
  readonly algorithm?: string
  /** Within AlgorithmParameters, Data, Key and DeviceInfo. */
  readonly parameters?: string
  readonly data?: string
  readonly key?: string
  readonly device?: string
}

export function keyPackage(parts: Package = {}): string {
  const { secret = plainSecret(), serial = '987654321', algorithm = totp } = parts
  const {
    parameters = '<ResponseFormat Length="8" Encoding="DECIMAL"/>',
    data = '',
    key = '',
    device = '',
  } = parts
  return `<KeyPackage>
    <DeviceInfo><Manufacturer>M</Manufacturer><SerialNo>${serial}</SerialNo>${device}</DeviceInfo>
    <Key Id="12345678" Algorithm="${algorithm}"><Issuer>Issuer</Issuer>
      <AlgorithmParameters>${parameters}</AlgorithmParameters>
      <Data>${secret}${data}</Data>${key}
    </Key>
  </KeyPackage>`
}

/** Encrypts as XML Encryption does, with padding of any bytes before its length, and makes the MAC. */
export function encrypt(
  plain: Uint8Array,
  key: Uint8Array,
  macKey: Uint8Array,
  { paddingByte = 0xaa, hash = 'sha1' } = {},
): { readonly value: string; readonly mac: string } {
  const length = 16 - (plain.length % 16)
  const padded = Buffer.concat([plain, Buffer.alloc(length - 1, paddingByte), Buffer.of(length)])
  const iv = Buffer.alloc(16, 3)
  const cipher = createCipheriv(`aes-${8 * key.length}-cbc`, key, iv).setAutoPadding(false)
  const bytes = Buffer.concat([iv, cipher.update(padded), cipher.final()])
  const mac = createHmac(hash, macKey).update(bytes).digest('base64')
  return { value: bytes.toString('base64'), mac }
}
