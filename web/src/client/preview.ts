import { createLocalAudioTrack, createLocalVideoTrack, type LocalAudioTrack, type LocalVideoTrack } from 'livekit-client';
import { type Device, deviceProblem, type DeviceProblem, listDevices } from './devices';
import { Store } from './store';

export interface Preview {
  /** What was asked for, whether or not the device has started yet. */
  microphoneWanted: boolean;
  cameraWanted: boolean;
  microphoneOn: boolean;
  cameraOn: boolean;
  microphoneProblem?: DeviceProblem;
  cameraProblem?: DeviceProblem;
  microphones: readonly Device[];
  cameras: readonly Device[];
  microphoneId?: string;
  cameraId?: string;
  video?: LocalVideoTrack;
  /** Loudness of the microphone, 0 to 1. */
  level: number;
}

/** Camera and microphone before joining: choice, picture, level. */
export class DevicePreview {
  readonly state = new Store<Preview>({ microphoneWanted: false, cameraWanted: false, microphoneOn: false, cameraOn: false, microphones: [], cameras: [], level: 0 });
  #audio?: LocalAudioTrack;
  #meter?: () => void;
  #closed = false;

  /** Opens both, one after the other: a browser shows one question at a time. */
  async open(microphone: boolean, camera: boolean): Promise<void> {
    this.#change({ microphoneWanted: microphone, cameraWanted: camera });
    await this.setMicrophone(microphone);
    await this.setCamera(camera);
  }

  async setMicrophone(on: boolean, deviceId = this.state.get().microphoneId): Promise<void> {
    this.#stopAudio();
    this.#change({ microphoneWanted: on, microphoneOn: false, level: 0, microphoneId: deviceId, microphoneProblem: undefined });
    if (!on) return;
    try {
      const track = await createLocalAudioTrack({ deviceId });
      if (this.#closed) return track.stop();
      this.#audio = track;
      this.#meter = watchLevel(track.mediaStreamTrack, (level) => this.#change({ level }));
      this.#change({ microphoneOn: true, microphoneId: await track.getDeviceId() });
    } catch (error) {
      this.#change({ microphoneWanted: false, microphoneProblem: deviceProblem(error) });
    }
    await this.#list();
  }

  async setCamera(on: boolean, deviceId = this.state.get().cameraId): Promise<void> {
    this.state.get().video?.stop();
    this.#change({ cameraWanted: on, cameraOn: false, video: undefined, cameraId: deviceId, cameraProblem: undefined });
    if (!on) return;
    try {
      const track = await createLocalVideoTrack({ deviceId });
      if (this.#closed) return track.stop();
      this.#change({ cameraOn: true, video: track, cameraId: await track.getDeviceId() });
    } catch (error) {
      this.#change({ cameraWanted: false, cameraProblem: deviceProblem(error) });
    }
    await this.#list();
  }

  /** Gives the devices back; the room opens them anew. */
  close(): void {
    this.#closed = true;
    this.#stopAudio();
    this.state.get().video?.stop();
  }

  #stopAudio(): void {
    this.#meter?.();
    this.#audio?.stop();
    this.#meter = this.#audio = undefined;
  }

  async #list(): Promise<void> {
    const [microphones, cameras] = await Promise.all([listDevices('microphone'), listDevices('camera')]);
    this.#change({ microphones, cameras });
  }

  #change(part: Partial<Preview>): void {
    if (!this.#closed) this.state.update((state) => ({ ...state, ...part }));
  }
}

function watchLevel(track: MediaStreamTrack, tell: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 512 });
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const loudness = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    tell(Math.min(1, Math.round(loudness * 40) / 10));
  }, 100);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}
