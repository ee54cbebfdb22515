export const parts = {
  'parts.sessionEnded': 'Your session has ended. Please log in to the portal again.',
  'parts.forbidden': 'You are not allowed to do this.',
  'parts.loading': 'Loading',
  'parts.cancel': 'Cancel',
  'parts.close': 'Close',
  'parts.continue': 'Continue',
  'parts.passwordRejected': 'That password is not right.',
  'parts.copy': 'Copy',
  'parts.copied': 'Copied',
  'parts.copyByHand': 'Copying is blocked here. The text is selected: press Ctrl+C or ⌘C.',
  'parts.qrCode': 'QR code for your authenticator app',
  'parts.secretKey': 'Key',
}
