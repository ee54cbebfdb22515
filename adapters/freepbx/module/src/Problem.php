<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

use Ringlock\Portal\Answer;

/** What a user reads when Ringlock says no. */
final class Problem
{
    /** After these the same challenge can be answered again. */
    private const MAY_TRY_AGAIN = ['code-rejected', 'code-used', 'codes-held', 'recovery-code-held', 'throttled', 'unavailable', 'invalid'];

    public static function mayTryAgain(string $problem): bool
    {
        return in_array($problem, self::MAY_TRY_AGAIN, true);
    }

    public static function text(string $problem, ?Answer $answer): string
    {
        $minutes = $answer === null ? 1 : max(1, (int) ceil($answer->retryAfter() / 60));
        switch ($problem) {
            case 'code-rejected':
            case 'invalid':
                return Texts::say('That code is not right.');
            case 'code-used':
                return Texts::say('That code was used already. Wait for the next one.');
            case 'codes-held':
                return Texts::say('Codes work again in %d minutes.', $minutes);
            case 'recovery-code-held':
                return Texts::say('This recovery code is from before a backup was restored. Use another way.');
            case 'throttled':
                return Texts::say('Too many attempts. Try again in %d minutes.', $minutes);
            case 'challenge-expired':
                return Texts::say('This took too long. Log in again.');
            case 'login-rejected':
                return Texts::say('Your account may not log in here. Ask an administrator.');
            case 'unavailable':
                return Texts::say("The second factor cannot be checked at the moment. An administrator can run 'fwconsole ringlock off' on this system.");
            default:
                return Texts::say('This login could not be proven. Log in again.');
        }
    }

    public static function status(string $problem): int
    {
        $statuses = ['throttled' => 429, 'codes-held' => 429, 'unavailable' => 503];
        return $statuses[$problem] ?? 403;
    }

    /** A wrong code counts for Fail2ban as a wrong password does. */
    public static function isFailure(string $problem): bool
    {
        return in_array($problem, ['code-rejected', 'code-used', 'not-proven'], true);
    }

    public static function refuse(string $problem, ?Answer $answer): void
    {
        $title = Texts::say('You are not logged in');
        Page::refuse(self::status($problem), $title, self::text($problem, $answer), $answer === null ? 0 : $answer->retryAfter());
    }
}
