/** RFC 2865 section 3, RFC 5997 section 3. */
export const packetCode = {
  accessRequest: 1,
  accessAccept: 2,
  accessReject: 3,
  accessChallenge: 11,
  statusServer: 12,
} as const

/** RFC 2865 section 5, RFC 3579 section 3. */
export const attributeType = {
  userName: 1,
  userPassword: 2,
  chapPassword: 3,
  replyMessage: 18,
  state: 24,
  vendorSpecific: 26,
  callingStationId: 31,
  nasIdentifier: 32,
  proxyState: 33,
  chapChallenge: 60,
  tunnelPassword: 69,
  eapMessage: 79,
  messageAuthenticator: 80,
} as const

/** Bytes: code, Identifier, Length, and a Request or Response Authenticator. */
export const headerLength = 20
export const authenticatorAt = 4
export const maxPacketLength = 4096
export const maxValueLength = 253
/** Bytes of the one attribute that stands in every reply. */
export const messageAuthenticatorLength = 18

/** Proxy-States that a request may bring, in bytes: they all go back, beside the largest reply there is. */
export const maxProxyStateLength = 2010
/** What is left for the attributes of a reply. */
export const maxReplyAttributesLength =
  maxPacketLength - headerLength - messageAuthenticatorLength - maxProxyStateLength
