document.addEventListener('ringlock-session-ended', () => location.assign('/'))
