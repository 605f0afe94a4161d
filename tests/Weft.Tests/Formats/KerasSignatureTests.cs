using System.Text.Json.Nodes;

using Weft.Constraints;
using Weft.Initializers;
using Weft.Layers;
using Weft.Regularizers;
using Weft.Schedules;

namespace Weft.Tests.Formats;

/// <summary>Keras makes an object by calling its class with the options of the file: one that the class does not take, or of the wrong kind, and it refuses the whole file.</summary>
public sealed class KerasSignatureTests
{
    private const string Base = "name trainable dtype autocast activity_regularizer input_shape";

    private const string Optimizer = "learning_rate weight_decay clipnorm clipvalue global_clipnorm use_ema ema_momentum ema_overwrite_frequency loss_scale_factor gradient_accumulation_steps name";

    // What each class takes, by Keras 3's sources of 2026.
    private static readonly Dictionary<string, string> s_signatures = new()
    {
        ["keras.layers/InputLayer"] = "shape batch_size dtype sparse ragged batch_shape input_tensor optional name input_shape batch_input_shape",
        ["keras.layers/Add"] = $"{Base}",
        ["keras.layers/Subtract"] = $"{Base}",
        ["keras.layers/Multiply"] = $"{Base}",
        ["keras.layers/Average"] = $"{Base}",
        ["keras.layers/Maximum"] = $"{Base}",
        ["keras.layers/Minimum"] = $"{Base}",
        ["keras.layers/Concatenate"] = $"axis {Base}",
        ["keras.layers/Dot"] = $"axes normalize {Base}",
        ["keras/Sequential"] = "name trainable dtype layers build_input_shape",
        ["keras.src.models.functional/Functional"] = "name trainable layers input_layers output_layers",
        ["keras.src.ops.numpy/Absolute"] = "name",
        ["keras.src.ops.numpy/Power"] = "name",
        ["keras.src.ops.numpy/TrueDivide"] = "name",
        ["keras.src.ops.numpy/Clip"] = "x_min x_max name",
        ["keras.src.ops.numpy/Max"] = "axis keepdims initial name",
        ["keras.src.ops.numpy/Mean"] = "axis keepdims name",
        ["keras.src.ops.numpy/Transpose"] = "axes name",
        ["keras.src.ops.numpy/GetItem"] = "name",
        ["keras.src.ops.numpy/Stack"] = "axis name",
        ["keras.src.ops.numpy/Matmul"] = "name",
        ["keras.src.ops.math/Rsqrt"] = "name",
        ["keras.layers/Conv2D"] = $"filters kernel_size strides padding data_format dilation_rate groups activation use_bias kernel_initializer bias_initializer kernel_regularizer bias_regularizer kernel_constraint bias_constraint {Base}",
        ["keras.layers/DepthwiseConv2D"] = $"kernel_size strides padding depth_multiplier data_format dilation_rate activation use_bias depthwise_initializer bias_initializer depthwise_regularizer bias_regularizer depthwise_constraint bias_constraint {Base}",
        ["keras.layers/SeparableConv2D"] = $"filters kernel_size strides padding data_format dilation_rate depth_multiplier activation use_bias depthwise_initializer pointwise_initializer bias_initializer depthwise_regularizer pointwise_regularizer bias_regularizer depthwise_constraint pointwise_constraint bias_constraint {Base}",
        ["keras.layers/Conv2DTranspose"] = $"filters kernel_size strides padding output_padding data_format dilation_rate activation use_bias kernel_initializer bias_initializer kernel_regularizer bias_regularizer kernel_constraint bias_constraint {Base}",
        ["keras.layers/AdaptiveAveragePooling2D"] = $"output_size data_format {Base}",
        ["keras.layers/AdaptiveMaxPooling2D"] = $"output_size data_format {Base}",
        ["keras.layers/Cropping2D"] = $"cropping data_format {Base}",
        ["keras.layers/Resizing"] = $"height width interpolation crop_to_aspect_ratio pad_to_aspect_ratio fill_mode fill_value antialias data_format {Base}",
        ["keras.layers/CenterCrop"] = $"height width data_format {Base}",
        ["keras.layers/Permute"] = $"dims {Base}",
        ["keras.layers/RepeatVector"] = $"n {Base}",
        ["keras.layers/Identity"] = $"{Base}",
        ["keras.layers/GaussianDropout"] = $"rate seed {Base}",
        ["keras.layers/AlphaDropout"] = $"rate noise_shape seed {Base}",
        ["keras.layers/MaxPooling2D"] = $"pool_size strides padding data_format {Base}",
        ["keras.layers/AveragePooling2D"] = $"pool_size strides padding data_format {Base}",
        ["keras.layers/GlobalAveragePooling2D"] = $"data_format keepdims {Base}",
        ["keras.layers/GlobalMaxPooling2D"] = $"data_format keepdims {Base}",
        ["keras.layers/ZeroPadding2D"] = $"padding data_format {Base}",
        ["keras.layers/UpSampling2D"] = $"size data_format interpolation {Base}",
        // The one layer that hands nothing on to its base class.
        ["keras.layers/SpatialDropout2D"] = "rate data_format seed name dtype",
        ["keras.layers/Flatten"] = $"data_format {Base}",
        ["keras.layers/Dense"] = $"units activation use_bias kernel_initializer bias_initializer kernel_regularizer bias_regularizer kernel_constraint bias_constraint lora_rank lora_alpha {Base}",
        ["keras.layers/Dropout"] = $"rate noise_shape seed {Base}",
        ["keras.layers/Activation"] = $"activation {Base}",
        ["keras.layers/ReLU"] = $"max_value negative_slope threshold {Base}",
        ["keras.layers/LeakyReLU"] = $"negative_slope alpha {Base}",
        ["keras.layers/ELU"] = $"alpha {Base}",
        ["keras.layers/Softmax"] = $"axis {Base}",
        ["keras.layers/GaussianNoise"] = $"stddev seed {Base}",
        ["keras.layers/PReLU"] = $"alpha_initializer alpha_regularizer alpha_constraint shared_axes {Base}",
        ["keras.layers/Reshape"] = $"target_shape {Base}",
        ["keras.layers/ActivityRegularization"] = "l1 l2 name trainable dtype autocast input_shape",
        ["keras.layers/Rescaling"] = $"scale offset {Base}",
        ["keras.layers/BatchNormalization"] = $"axis momentum epsilon center scale beta_initializer gamma_initializer beta_regularizer gamma_regularizer beta_constraint gamma_constraint moving_mean_initializer moving_variance_initializer synchronized {Base}",
        ["keras.layers/LayerNormalization"] = $"axis epsilon center scale beta_initializer gamma_initializer beta_regularizer gamma_regularizer beta_constraint gamma_constraint {Base}",
        ["keras.layers/GroupNormalization"] = $"groups axis epsilon center scale beta_initializer gamma_initializer beta_regularizer gamma_regularizer beta_constraint gamma_constraint {Base}",
        ["keras.layers/RMSNormalization"] = $"axis epsilon {Base}",
        ["keras.layers/UnitNormalization"] = $"axis {Base}",
        ["keras.layers/Normalization"] = $"axis mean variance invert {Base}",
        ["keras.layers/RandomFlip"] = $"mode seed data_format bounding_box_format {Base}",
        ["keras.layers/RandomTranslation"] = $"height_factor width_factor fill_mode interpolation seed fill_value data_format bounding_box_format {Base}",
        ["keras.layers/RandomRotation"] = $"factor fill_mode interpolation seed fill_value data_format bounding_box_format {Base}",
        ["keras.layers/RandomZoom"] = $"height_factor width_factor fill_mode interpolation seed fill_value data_format bounding_box_format {Base}",
        ["keras.layers/RandomCrop"] = $"height width seed data_format bounding_box_format {Base}",
        ["keras.layers/RandomContrast"] = $"factor value_range seed data_format bounding_box_format {Base}",
        ["keras.layers/RandomBrightness"] = $"factor value_range seed data_format bounding_box_format {Base}",
        ["keras.layers/RandomHue"] = $"factor value_range data_format seed {Base}",
        ["keras.layers/RandomSaturation"] = $"factor value_range data_format seed {Base}",
        ["keras.layers/RandomShear"] = $"x_factor y_factor interpolation fill_mode fill_value data_format seed {Base}",
        ["keras.layers/RandomErasing"] = $"factor scale fill_value value_range seed data_format bounding_box_format {Base}",
        ["keras.layers/RandomColorDegeneration"] = $"factor value_range data_format seed bounding_box_format {Base}",
        ["keras.layers/RandomColorJitter"] = $"value_range brightness_factor contrast_factor saturation_factor hue_factor seed data_format bounding_box_format {Base}",
        ["keras.layers/RandomGrayscale"] = $"factor data_format seed bounding_box_format {Base}",
        ["keras.layers/RandomSharpness"] = $"factor value_range data_format seed bounding_box_format {Base}",
        ["keras.layers/RandomPosterization"] = $"factor value_range data_format seed bounding_box_format {Base}",
        ["keras.layers/Solarization"] = $"addition_factor threshold_factor value_range seed data_format bounding_box_format {Base}",
        ["keras.layers/RandomInvert"] = $"factor value_range seed data_format bounding_box_format {Base}",
        ["keras.layers/RandomGaussianBlur"] = $"factor kernel_size sigma value_range data_format seed bounding_box_format {Base}",
        ["keras.layers/RandomPerspective"] = $"factor scale interpolation fill_value seed data_format bounding_box_format {Base}",
        ["keras.layers/RandomElasticTransform"] = $"factor scale interpolation fill_mode fill_value value_range seed data_format bounding_box_format {Base}",
        ["keras.layers/RandAugment"] = $"value_range num_ops factor interpolation seed data_format {Base}",
        ["keras.layers/AugMix"] = $"value_range num_chains chain_depth factor alpha all_ops interpolation seed data_format {Base}",
        ["keras.layers/AutoContrast"] = $"value_range data_format bounding_box_format {Base}",
        ["keras.layers/Equalization"] = $"value_range bins data_format bounding_box_format {Base}",
        ["keras.layers/ContrastLimitedAdaptiveHistogramEqualization"] = $"value_range clip_limit tile_grid_size data_format bounding_box_format {Base}",
        ["keras.layers/Pipeline"] = "layers name",
        ["keras.src.applications.convnext/LayerScale"] = $"init_values projection_dim {Base}",
        ["keras.src.applications.convnext/StochasticDepth"] = $"drop_path_rate {Base}",
        ["keras.src.applications.inception_resnet_v2/CustomScaleLayer"] = $"scale {Base}",
        ["keras.losses/SparseCategoricalCrossentropy"] = "from_logits ignore_class reduction name dtype",
        ["keras.losses/CategoricalCrossentropy"] = "from_logits label_smoothing axis reduction name dtype",
        ["keras.losses/BinaryCrossentropy"] = "from_logits label_smoothing axis reduction name dtype",
        ["keras.losses/CategoricalFocalCrossentropy"] = "alpha gamma from_logits label_smoothing axis reduction name dtype",
        ["keras.losses/BinaryFocalCrossentropy"] = "apply_class_balancing alpha gamma from_logits label_smoothing axis reduction name dtype",
        ["keras.losses/KLDivergence"] = "reduction name dtype",
        ["keras.losses/MeanSquaredError"] = "reduction name dtype",
        ["keras.losses/Hinge"] = "reduction name dtype",
        ["keras.losses/SquaredHinge"] = "reduction name dtype",
        ["keras.losses/CategoricalHinge"] = "reduction name dtype",
        ["keras.losses/MeanAbsoluteError"] = "reduction name dtype",
        ["keras.losses/MeanAbsolutePercentageError"] = "reduction name dtype",
        ["keras.losses/MeanSquaredLogarithmicError"] = "reduction name dtype",
        ["keras.losses/Huber"] = "delta reduction name dtype",
        ["keras.losses/LogCosh"] = "reduction name dtype",
        ["keras.losses/Poisson"] = "reduction name dtype",
        ["keras.losses/CosineSimilarity"] = "axis reduction name dtype",
        ["keras.losses/Dice"] = "reduction name axis dtype",
        ["keras.losses/Tversky"] = "alpha beta reduction name axis dtype",
        ["keras.losses/CategoricalGeneralizedCrossEntropy"] = "q reduction name dtype",
        ["keras.metrics/FBetaScore"] = "average beta threshold name dtype",
        ["keras.metrics/TruePositives"] = "thresholds name dtype",
        ["keras.metrics/TrueNegatives"] = "thresholds name dtype",
        ["keras.metrics/FalsePositives"] = "thresholds name dtype",
        ["keras.metrics/FalseNegatives"] = "thresholds name dtype",
        ["keras.metrics/PrecisionAtRecall"] = "recall num_thresholds class_id name dtype",
        ["keras.metrics/RecallAtPrecision"] = "precision num_thresholds class_id name dtype",
        ["keras.metrics/SensitivityAtSpecificity"] = "specificity num_thresholds class_id name dtype",
        ["keras.metrics/SpecificityAtSensitivity"] = "sensitivity num_thresholds class_id name dtype",
        ["keras.metrics/BinaryCrossentropy"] = "name dtype from_logits label_smoothing",
        ["keras.metrics/CategoricalCrossentropy"] = "name dtype from_logits label_smoothing axis",
        ["keras.metrics/SparseCategoricalCrossentropy"] = "name dtype from_logits axis",
        ["keras.metrics/KLDivergence"] = "name dtype",
        ["keras.metrics/Poisson"] = "name dtype",
        ["keras.metrics/CategoricalHinge"] = "name dtype",
        ["keras.metrics/Hinge"] = "name dtype",
        ["keras.metrics/SquaredHinge"] = "name dtype",
        ["keras.metrics/MeanSquaredError"] = "name dtype",
        ["keras.metrics/MeanAbsoluteError"] = "name dtype",
        ["keras.metrics/MeanAbsolutePercentageError"] = "name dtype",
        ["keras.metrics/MeanSquaredLogarithmicError"] = "name dtype",
        ["keras.metrics/RootMeanSquaredError"] = "name dtype",
        ["keras.metrics/LogCoshError"] = "name dtype",
        ["keras.metrics/CosineSimilarity"] = "name dtype axis",
        ["keras.metrics/TopKCategoricalAccuracy"] = "k name dtype",
        ["keras.metrics/SparseTopKCategoricalAccuracy"] = "k name dtype",
        ["keras.metrics/BinaryAccuracy"] = "threshold name dtype",
        ["keras.metrics/Precision"] = "thresholds top_k class_id name dtype",
        ["keras.metrics/Recall"] = "thresholds top_k class_id name dtype",
        ["keras.metrics/F1Score"] = "average threshold name dtype",
        ["keras.metrics/AUC"] = "num_thresholds curve summation_method name dtype thresholds multi_label num_labels label_weights from_logits",
        ["keras.optimizers/SGD"] = $"momentum nesterov {Optimizer}",
        ["keras.optimizers/Adam"] = $"beta_1 beta_2 epsilon amsgrad {Optimizer}",
        ["keras.optimizers/AdamW"] = $"beta_1 beta_2 epsilon amsgrad {Optimizer}",
        ["keras.optimizers/RMSprop"] = $"rho momentum epsilon centered {Optimizer}",
        ["keras.optimizers/Adagrad"] = $"initial_accumulator_value epsilon {Optimizer}",
        ["keras.optimizers/Nadam"] = $"beta_1 beta_2 epsilon {Optimizer}",
        ["keras.optimizers/Lion"] = $"beta_1 beta_2 {Optimizer}",
        ["keras.optimizers/Adamax"] = $"beta_1 beta_2 epsilon {Optimizer}",
        ["keras.optimizers/Adadelta"] = $"rho epsilon {Optimizer}",
        ["keras.optimizers/Ftrl"] = $"learning_rate_power initial_accumulator_value l1_regularization_strength l2_regularization_strength l2_shrinkage_regularization_strength beta {Optimizer}",
        ["keras.optimizers/Lamb"] = $"beta_1 beta_2 epsilon {Optimizer}",
        ["keras.optimizers/Adafactor"] = $"beta_2_decay epsilon_1 epsilon_2 clip_threshold relative_step {Optimizer}",
        ["keras.optimizers/ScheduleFreeAdamW"] = $"beta_1 beta_2 epsilon warmup_steps {Optimizer}",
        ["keras.optimizers/Muon"] = $"adam_beta_1 adam_beta_2 adam_weight_decay epsilon exclude_layers exclude_embeddings muon_a muon_b muon_c adam_lr_ratio momentum ns_steps nesterov rms_rate {Optimizer}",
        ["keras.optimizers.schedules/ExponentialDecay"] = "initial_learning_rate decay_steps decay_rate staircase name",
        ["keras.optimizers.schedules/InverseTimeDecay"] = "initial_learning_rate decay_steps decay_rate staircase name",
        ["keras.optimizers.schedules/PiecewiseConstantDecay"] = "boundaries values name",
        ["keras.optimizers.schedules/PolynomialDecay"] = "initial_learning_rate decay_steps end_learning_rate power cycle name",
        ["keras.optimizers.schedules/CosineDecay"] = "initial_learning_rate decay_steps alpha name warmup_target warmup_steps",
        ["keras.optimizers.schedules/CosineDecayRestarts"] = "initial_learning_rate first_decay_steps t_mul m_mul alpha name",
        ["keras.initializers/Zeros"] = "",
        ["keras.initializers/Ones"] = "",
        ["keras.initializers/Constant"] = "value",
        ["keras.initializers/GlorotUniform"] = "seed",
        ["keras.initializers/GlorotNormal"] = "seed",
        ["keras.initializers/HeUniform"] = "seed",
        ["keras.initializers/HeNormal"] = "seed",
        ["keras.initializers/LecunUniform"] = "seed",
        ["keras.initializers/LecunNormal"] = "seed",
        ["keras.initializers/VarianceScaling"] = "scale mode distribution seed",
        ["keras.initializers/RandomNormal"] = "mean stddev seed",
        ["keras.initializers/TruncatedNormal"] = "mean stddev seed",
        ["keras.initializers/RandomUniform"] = "minval maxval seed",
        ["keras.initializers/Orthogonal"] = "gain seed",
        ["keras.initializers/Identity"] = "gain",
        ["keras.regularizers/L1"] = "l1",
        ["keras.regularizers/L2"] = "l2",
        ["keras.regularizers/L1L2"] = "l1 l2",
        ["keras.regularizers/OrthogonalRegularizer"] = "factor mode",
        ["keras.constraints/MaxNorm"] = "max_value axis",
        ["keras.constraints/MinMaxNorm"] = "min_value max_value rate axis",
        ["keras.constraints/UnitNorm"] = "axis",
        ["keras.constraints/NonNeg"] = "",
        ["keras/DTypePolicy"] = "name source_name",
    };

    // What must be a float: Keras refuses a whole number there, or counts in whole numbers from it on.
    private static readonly Dictionary<string, string> s_floats = new()
    {
        ["keras.metrics/F1Score"] = "threshold",
        ["keras.metrics/FBetaScore"] = "beta threshold",
        ["keras.regularizers/OrthogonalRegularizer"] = "factor",
        ["keras.optimizers/SGD"] = "momentum",
        ["keras.optimizers.schedules/ExponentialDecay"] = "initial_learning_rate decay_rate",
        ["keras.optimizers.schedules/InverseTimeDecay"] = "initial_learning_rate decay_rate",
        ["keras.optimizers.schedules/PiecewiseConstantDecay"] = "values",
        ["keras.optimizers.schedules/PolynomialDecay"] = "initial_learning_rate end_learning_rate",
        ["keras.optimizers.schedules/CosineDecay"] = "initial_learning_rate alpha warmup_target",
        ["keras.optimizers.schedules/CosineDecayRestarts"] = "initial_learning_rate alpha",
    };

    // Whole numbers wherever a real one may be whole.
    private static Model Everything()
    {
        Activation[] odd = [Activation.LeakyRelu(1), new(ActivationKind.Elu, 2)];
        return new Sequential([9, 9, 3], seed: 1)
        {
            new RandomFlip(), new RandomTranslation(0.5, 0.5), new RandomRotation(0.5), new RandomZoom(0.5), new RandomCrop(8, 8), new RandomContrast(0.5), new RandomBrightness(0.5), new RandomHue(1), new RandomSaturation(1), new RandomShear(1, 1), new RandomErasing(),
            new RandomColorDegeneration(1), new RandomColorJitter(brightnessFactor: 1, contrastFactor: (0, 1), saturationFactor: (0, 1), hueFactor: (0, 1)), new RandomGrayscale(1), new RandomSharpness(1), new RandomPosterization(2), new Solarization((0, 1), (0, 1)), new RandomInvert(),
            new RandomGaussianBlur(), new RandomPerspective(), new RandomElasticTransform(), new RandAugment(factor: (0, 1)), new AugMix(factor: (0, 1)), new AutoContrast(), new Equalization(), new ContrastLimitedAdaptiveHistogramEqualization(), new Pipeline([new RandomFlip(), new Rescaling(1)]),
            new Rescaling(1, 0), new Normalization(), new ZeroPadding2D(1), new UpSampling2D(2), new SpatialDropout2D(0), new GaussianNoise(1), new GaussianDropout(0), new AlphaDropout(0), new Identity(), new Permute(2, 1, 3), new Cropping2D(1), new Resizing(9, 9) { FillValue = 1 }, new CenterCrop(9, 9),
            new Conv2DTranspose(3, 3, odd[0], 2, Padding.Same, 1) { KernelRegularizer = new L1(1) }, new AdaptiveAveragePooling2D(12), new AdaptiveMaxPooling2D(18),
            new Conv2D(4, 3, odd[0]) { KernelRegularizer = new L1(1), KernelInitializer = new HeNormal(), BiasInitializer = new Constant(1) },
            new BatchNormalization { BetaRegularizer = new L1(1), GammaRegularizer = new L2(1), BetaConstraint = new NonNeg(), GammaConstraint = new MaxNorm(1), GammaInitializer = new RandomUniform(0, 1) { Seed = 1 } },
            new LayerNormalization([2, 3]) { BetaRegularizer = new L1(1), GammaConstraint = new UnitNorm() }, new GroupNormalization(2) { BetaRegularizer = new L1(1), GammaConstraint = new NonNeg() }, new RMSNormalization(), new UnitNormalization(), new PReLU { AlphaRegularizer = new L1(1), AlphaConstraint = new NonNeg() }, new ActivityRegularization(1, 1), new LayerScale(1, 4), new StochasticDepth(0),
            new Conv2D(4, 1) { KernelInitializer = new Orthogonal { Seed = 1 }, BiasInitializer = new TruncatedNormal(0, 1), KernelConstraint = new MaxNorm(1, [0, 1, 2]), BiasConstraint = new MinMaxNorm(0, 1, 1), ActivityRegularizer = new L1(1), BiasRegularizer = new L2(1) },
            new Conv2D(4, 1) { KernelInitializer = new VarianceScaling(2, FanMode.FanOut, RandomDistribution.UntruncatedNormal) { Seed = 2 }, BiasInitializer = new RandomNormal(0, 1) },
            new DepthwiseConv2D(3, odd[1]) { DepthwiseRegularizer = new L2(1), DepthwiseInitializer = new HeUniform() },
            new SeparableConv2D(4, 3, Activation.Relu) { PointwiseRegularizer = new L1L2(1, 0), PointwiseInitializer = new GlorotNormal(), BiasInitializer = new Ones() },
            new MaxPooling2D(2), new AveragePooling2D(2), new Dropout(0), new ReLU(1, 2, 3), new LeakyReLU(1), new ELU(1), new Softmax([1, 2]), new ActivationLayer(Activation.ClippedRelu(1, 2, 3)), new ActivationLayer(odd[1]), new ActivationLayer(Activation.Silu),
            new Reshape([2, 2, -1]), new GlobalMaxPooling2D(keepDims: true), new GlobalAveragePooling2D(), new Residual(Activation.Relu) { new Dense(5) }, new RepeatVector(2), new Flatten(),
            new Dense(2) { KernelInitializer = new IdentityInitializer(1), KernelRegularizer = new OrthogonalRegularizer(1, MatrixVectors.Columns), KernelConstraint = new UnitNorm(), BiasConstraint = new NonNeg(), BiasRegularizer = new L1(1) },
            new Dense(2) { KernelInitializer = new LecunUniform(), BiasInitializer = new LecunNormal(), ActivityRegularizer = new L2(1) }, new Softmax(),
        };
    }

    // What makes one tensor of several, operations, a model in a model and a layer that is used twice.
    private static Model Graph()
    {
        Node input = new Input([4, 4, 2]);
        Dense twice = new(3);
        Sequential inner = new([3], seed: 1, name: "inner") { new Dense(3) };
        Node x = input.Then(new Conv2D(3, 1)), y = input.Then(new Conv2D(3, 1));
        Node merged = new Concatenate().Call(new Average().Call(x, y), new CustomScaleLayer(1).Call(x, y), new Maximum().Call(x, y), new Minimum().Call(x, y), x + y, x - y, x * y);
        Node spread = new DivideOperation().Call(merged, merged.Then(new UnaryOperation(UnaryFunction.Absolute), new Rescaling(1, 1), new UnaryOperation(UnaryFunction.Rsqrt)));
        Node pooled = spread.Then(new UnaryOperation(UnaryFunction.Power, 2), new ClipOperation(0, 9), new TransposeOperation(0, 3, 1, 2), new ReduceOperation(Reduction.Max, [2, 3]), new GetItemOperation(new AxisPart(1, 9, 2)));
        Node stacked = new StackOperation(1).Call(pooled, pooled).Then(new ReduceOperation(Reduction.Mean, [1]), new MatmulOperation(new Tensor([4, 3])));
        Node shared = stacked.Then(twice, twice).Then(inner);
        Node cosine = new Dot((1, -1), normalize: true).Call(pooled, pooled);
        Node rows = merged.Then(new Reshape(4, -1)), product = new ProductOperation().Call(rows, rows.Then(new Permute(2, 1)));
        return new Model([input], [shared.Then(new Dense(2)), cosine, product], seed: 1);
    }

    public static TheoryData<Optimizer, Loss, Metric[]> Compilations()
    {
        Metric[] none = [];
        return new()
        {
            { new SGD(1), new SparseCategoricalCrossentropy(), [Metric.Accuracy, Metric.TopK(2), new BinaryAccuracy(1), new Precision(), new Recall(1, 2, 0), new F1Score(Threshold: 1), new Auc(), new ExpectedCalibrationError()] },
            { new SGD(new ExponentialDecay(1, 10, 1)) { ClipNorm = 1, WeightDecay = 1 }, new CategoricalCrossentropy(labelSmoothing: 0), [Metric.TopK(2), new F1Score(Averaging.Weighted)] },
            { new Adam(new InverseTimeDecay(1, 5, 1)) { ClipValue = 1, UseEma = true, EmaMomentum = 1 }, new BinaryCrossentropy(), none },
            { new AdamW(new PiecewiseConstantDecay([3, 5], [1, 2, 3])) { GlobalClipNorm = 1 }, new CategoricalFocalCrossentropy(1, 2), none },
            { new RMSprop(new PolynomialDecay(1, 10, 0)) { GradientAccumulationSteps = 2 }, new BinaryFocalCrossentropy(), none },
            { new Adagrad(new CosineDecay(0, 8, 0, 1, 4), initialAccumulatorValue: 1), new KLDivergence(), none },
            { new Nadam(new CosineDecayRestarts(1, 10)) { LossScaleFactor = 1 }, new MeanSquaredError(), none },
            { new Lion(new OneCycle(1, 11)), new Hinge(), none },
            { new Lion(1), new SquaredHinge(), none },
            { new Adamax(1), new MeanSquaredError(), none },
            { new Adadelta(1) { ExcludeFromWeightDecay = ["bias"], WeightDecay = 1, LayerRates = [new("dense", 1)] }, new MeanSquaredError(), none },
            { new Ftrl(1, learningRatePower: -1, initialAccumulatorValue: 1, l1: 1, l2: 1, l2Shrinkage: 1, beta: 1), new MeanSquaredError(), none },
            { new Lamb(1), new MeanSquaredError(), none },
            { new Adafactor(1, beta2Decay: -1, clipThreshold: 2, relativeStep: false), new MeanSquaredError(), none },
            { new ScheduleFreeAdamW(1, warmupSteps: 3), new MeanSquaredError(), none },
            { new Muon(1, weightDecay: null, momentum: 0, nesterov: false) { ExcludeLayers = ["a", "b"], AdamWeightDecay = null, RmsRate = null, NsSteps = 1, AdamLrRatio = 2 }, new MeanSquaredError(), none },
            { new Muon(), new MeanSquaredError(), none },
            { new SGD(1, momentum: 1), new CategoricalHinge(), none },
            { new SGD(1), new CategoricalGeneralizedCrossEntropy(), [new FBetaScore(Averaging.None, 2, 1), new TruePositives(), new TrueNegatives([0, 1]), new FalsePositives([1]), new FalseNegatives()] },
            { new SGD(1), new Dice(), [new PrecisionAtRecall(1), new RecallAtPrecision(1), new SensitivityAtSpecificity(1, 3, 0), new SpecificityAtSensitivity(0)] },
            { new SGD(1), new Tversky(1, 0), [new Auc(MultiLabel: true) { ThresholdValues = [1], LabelWeights = [1, 2, 0] }, new Precision([0, 1]), new RootMeanSquaredError(), new LossMetric(new Hinge())] },
            { new SGD(1), new Huber(1) { Reduction = LossReduction.Sum }, [new LossMetric(new BinaryCrossentropy()), new LossMetric(new CategoricalCrossentropy()), new LossMetric(new SparseCategoricalCrossentropy())] },
            { new SGD(1), new MeanAbsoluteError(), [new LossMetric(new KLDivergence()), new LossMetric(new Poisson()), new LossMetric(new CategoricalHinge()), new LossMetric(new SquaredHinge())] },
            { new SGD(1), new MeanAbsolutePercentageError(), [new LossMetric(new MeanSquaredError()), new LossMetric(new MeanAbsoluteError()), new LossMetric(new MeanAbsolutePercentageError())] },
            { new SGD(1), new MeanSquaredLogarithmicError(), [new LossMetric(new MeanSquaredLogarithmicError()), new LossMetric(new LogCosh()), new LossMetric(new CosineSimilarity())] },
            { new SGD(1), new LogCosh(), [Metric.Accuracy with { Weighted = true }, Metric.TopK(2) with { Weighted = true }] },
            { new SGD(1), new Poisson(), none },
            { new SGD(1), new CosineSimilarity(), none },
        };
    }

    [Fact]
    public void Layers_HaveTheOptionsKerasTakes()
    {
        HashSet<string> seen = [];
        Check(JsonNode.Parse(Everything().ToJson())!["config"]!["layers"], seen);
        Check(JsonNode.Parse(Graph().ToJson()), seen);
        Assert.Empty(s_signatures.Keys.Where(key => key.Split('/')[0] is "keras" or "keras.src.models.functional" or "keras.src.ops.numpy" or "keras.src.ops.math" or "keras.src.applications.convnext" or "keras.src.applications.inception_resnet_v2" or "keras.layers" or "keras.initializers" or "keras.regularizers" or "keras.constraints").Except(seen));
    }

    // As Keras' own files have it, though null is what it is without.
    [Fact]
    public void Convolutions_WriteTheRegularizerOfTheirActivity()
    {
        JsonObject[] convolutions = [.. JsonNode.Parse(Everything().ToJson())!["config"]!["layers"]!.AsArray()
            .Where(layer => ((string)layer!["class_name"]!).EndsWith("Conv2D", StringComparison.Ordinal)).Select(layer => layer!["config"]!.AsObject())];
        Assert.Equal(5, convolutions.Length);
        Assert.All(convolutions, config => Assert.True(config.ContainsKey("activity_regularizer")));
    }

    [Theory]
    [MemberData(nameof(Compilations), DisableDiscoveryEnumeration = true)]
    public void Compilation_HasTheOptionsKerasTakes(Optimizer optimizer, Loss loss, Metric[] metrics)
    {
        using TemporaryFolder folder = new();
        Sequential model = new([3], seed: 1) { new Dense(3, loss is Hinge or SquaredHinge or CategoricalHinge or MeanSquaredError ? null : Activation.Softmax) };
        model.Compile(optimizer, loss, metrics);
        model.Save(folder["m.keras"]);

        JsonNode compiled = KerasArchive.Config(folder["m.keras"])["compile_config"]!;
        Check(compiled, []);
        Assert.DoesNotContain("weft", compiled.ToJsonString(), StringComparison.Ordinal);
        JsonNode rate = compiled["optimizer"]!["config"]!["learning_rate"]!;
        Assert.True(rate is JsonObject || IsFloat(rate), $"learning_rate {rate.ToJsonString()}");
        Model loaded = Model.Load(folder["m.keras"]);
        Assert.Empty(loaded.LoadNotes);
        Assert.Equal((model.Optimizer, model.Loss), (loaded.Optimizer, loaded.Loss));
        Assert.Equal(model.Metrics, loaded.Metrics);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Save_NumberThatJsonLacks_SaysWhere(double value)
    {
        using TemporaryFolder folder = new();
        Sequential model = new([3], seed: 1) { new Rescaling(value), new Dense(3) };
        string message = Assert.Throws<ModelFileException>(() => model.Save(folder["m.keras"])).Message;
        Assert.Contains("finite", message);
        Assert.Contains("$.config.layers[1].config.scale", message);
        Assert.Empty(Directory.GetFiles(folder[""]));
    }

    // Every object in the tree that Keras makes.
    private static void Check(JsonNode? node, HashSet<string> seen)
    {
        if (node is JsonArray items)
        {
            foreach (JsonNode? item in items)
            {
                Check(item, seen);
            }
        }
        else if (node is JsonObject json)
        {
            if (json["module"] is { } module && json["config"] is JsonObject config)
            {
                string key = $"{module}/{json["class_name"]}";
                seen.Add(key);
                string[] taken = s_signatures.TryGetValue(key, out string? signature) ? signature.Split(' ') : throw new InvalidOperationException($"{key} is no class of Keras'.");
                Assert.Empty(config.Select(option => option.Key).Except(taken));
                Assert.Equal(key.StartsWith("keras.src.", StringComparison.Ordinal) ? (string)json["class_name"]! : null, (string?)json["registered_name"]);
                Assert.All(s_floats.GetValueOrDefault(key)?.Split(' ') ?? [], option => Assert.True(IsFloat(config[option]), $"{key}: {option} {config[option]?.ToJsonString()}"));
            }

            foreach ((_, JsonNode? member) in json)
            {
                Check(member, seen);
            }
        }
    }

    private static bool IsFloat(JsonNode? node) => node switch
    {
        null => true,
        JsonArray items => items.All(IsFloat),
        _ => node.ToJsonString().IndexOfAny(['.', 'E', 'e']) >= 0,
    };
}
