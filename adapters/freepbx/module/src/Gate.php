<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

use Ringlock\Portal\Fault;
use Ringlock\Portal\Probe;
use Ringlock\Portal\Settings;

/** Decides on every web request that loads FreePBX: it returns, and the request goes on, or it answers in its place. */
final class Gate
{
    public function pass(): void
    {
        // The anchor runs at the end of freepbx.conf, also where that was asked for the configuration alone: no login there.
        if (!class_exists('FreePBX', false)) {
            return;
        }
        $this->answerProbe();
        if (Place::isOff()) {
            return;
        }
        try {
            $settings = Place::settings();
        } catch (Fault $fault) {
            error_log('ringlock: ' . $fault->getMessage());
            Page::refuse(503, Texts::say('You are not logged in'), Problem::text('unavailable', null));
            return;
        }
        $path = Relay::asked();
        if ($path !== null && Relay::isUserCall($path) && Relay::hasTicket($settings)) {
            Relay::user($settings, $path);
        }
        $webRoot = (string) \FreePBX::Config()->get('AMPWEBROOT');
        if (Request::isUcp($webRoot)) {
            (new UcpGate($settings, new Passes(\FreePBX::Database())))->pass();
        } elseif (ApiGate::isAsked()) {
            (new ApiGate($settings))->pass();
        } else {
            (new AdminGate($settings, new Passes(\FreePBX::Database())))->pass();
        }
    }

    private function answerProbe(): void
    {
        $nonce = Request::text('ringlock_probe');
        if ($nonce === '') {
            return;
        }
        $settings = Place::settings();
        $until = Place::offUntil();
        $answer = Probe::answer($nonce, $settings->key(), 'freepbx', Place::VERSION, $until > 0 ? 'off' : 'on');
        if ($answer === null) {
            return;
        }
        if (Probe::isRinglocks($nonce, $settings->key())) {
            $gate = $until > 0 ? 'bypassed' : 'on';
            $answer += Probe::report($nonce, $settings, 'freepbx', Place::VERSION, $gate, $until, self::openWays($settings));
        }
        Page::data(200, $answer);
    }

    /** @return array<int, array{text: string, do: string}>|null null: FreePBX could not say */
    private static function openWays(Settings $settings): ?array
    {
        try {
            return (new OpenWays(\FreePBX::create()))->all($settings);
        } catch (\Throwable $fault) {
            error_log('ringlock: ' . $fault->getMessage());
            return null;
        }
    }
}
