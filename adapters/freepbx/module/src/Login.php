<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

use Ringlock\Portal\Answer;
use Ringlock\Portal\Caller;
use Ringlock\Portal\Client;
use Ringlock\Portal\Proof;
use Ringlock\Portal\Settings;

/**
 * What Ringlock says to a user whom FreePBX has let in. The password stays in FreePBX, which has checked it; the code alone is
 * asked for, of the very account, whatever other users go by its name.
 */
final class Login
{
    /** The administration and UCP lie beside each other, and a browser that is known there is known here. */
    private const COOKIE_PATH = '/';

    /** @var Settings */
    private $settings;
    /** @var Client */
    private $client;

    public function __construct(Settings $settings)
    {
        $this->settings = $settings;
        $this->client = new Client($settings, Caller::ofRequest());
    }

    /**
     * @param string[] $amr
     * @param bool     $mayOffer whether the user can be asked about a set-up that the grace period leaves open
     */
    public function begin(Account $account, array $amr, string $nonce, bool $mayOffer): Step
    {
        $answer = $this->client->loginWithoutPassword($account->userKey, $amr, $nonce);
        if ($mayOffer && $answer->text('status') === 'accepted' && $answer->text('enrolmentToken') !== '') {
            $answer->sendCookies(self::COOKIE_PATH);
            return Step::waiting($answer);
        }
        if ($answer->isOk() && $answer->text('status') === 'challenge') {
            return Step::waiting($answer);
        }
        if ($answer->errorCode() === 'enrolment-required') {
            return Step::waiting($answer);
        }
        return $this->finish($answer, $account->userKey, $nonce);
    }

    public function answer(Held $held, string $factor, string $code, bool $trustDevice): Step
    {
        if (!in_array($factor, $held->factors(), true)) {
            return Step::refused('code-rejected');
        }
        $answer = $this->client->answerChallenge((string) $held->challenge('challenge'), $factor, $code, $trustDevice);
        return $this->finish($answer, $held->text('userKey'), $held->text('nonce'));
    }

    /** By an assertion that the browser brings: it was made for the nonce of this session, or it is refused. */
    public function prove(Held $held, string $assertion): Step
    {
        return $this->proven($assertion, $held->text('userKey'), $held->text('nonce'), new Answer(200, []));
    }

    /** @param string $what `email-code` or `reset` */
    public function mail(Held $held, string $what): Answer
    {
        $challenge = (string) $held->challenge('challenge');
        return $what === 'reset' ? $this->client->requestReset($challenge) : $this->client->sendEmailCode($challenge);
    }

    /**
     * A call of the page's script about the challenge that is held. An accepted login goes to the script, which brings its
     * assertion back.
     *
     * @param array<string, mixed> $body
     */
    public function relay(string $path, array $body): Answer
    {
        $answer = $this->client->post(substr($path, strlen('/api/v1/')), $body);
        $answer->sendCookies(self::COOKIE_PATH);
        return $answer;
    }

    /** What the elements of the page are given as `api`. */
    public function relayBase(): string
    {
        return Relay::base($this->settings, '');
    }

    private function finish(Answer $answer, string $userKey, string $nonce): Step
    {
        if (!$answer->isOk() || $answer->text('status') !== 'accepted') {
            $code = $answer->errorCode() ?? 'unavailable';
            if ($code === 'unavailable' || $code === 'forbidden' || $code === 'unauthenticated') {
                Log::note("Ringlock answered $code $answer->status $answer->why " . ($answer->body['error']['message'] ?? ''));
            }
            return Step::refused($code, $answer);
        }
        return $this->proven($answer->text('assertion'), $userKey, $nonce, $answer);
    }

    private function proven(string $assertion, string $userKey, string $nonce, Answer $answer): Step
    {
        $proof = (new Proof($this->settings, $this->client))->redeem($assertion, $userKey, $nonce, $refusal);
        if ($proof === null) {
            Log::note("an assertion was refused: $refusal");
            return Step::refused('not-proven', $answer);
        }
        $answer->sendCookies(self::COOKIE_PATH);
        return Step::in($proof->amr(), $answer);
    }
}
