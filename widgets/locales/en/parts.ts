export const parts = {
  'parts.copy': 'Copy',
  'parts.copied': 'Copied',
  'parts.copyByHand': 'Copying is blocked here. The text is selected: press Ctrl+C or ⌘C.',
  'parts.qrCode': 'QR code for your authenticator app',
  'parts.secretKey': 'Key',
}
